import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { lstatSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { openLog } from './adapters/log.ts';
import { openSessions } from './adapters/postgres.ts';
import { type Budget, openRedis } from './adapters/redis.ts';
import { cacheTasks } from './cache/cache-tasks.ts';
import { createApp } from './http/app.ts';
import { countBy } from './limit/count.ts';
import { badConfig, loadConfig, type ServiceConfig } from './load-config.ts';
import { applied, isCurrent, migrationsIn } from './store/migrations.ts';
import { createPostgresStore } from './store/postgres-store.ts';

let config: ServiceConfig;
try {
  config = loadConfig(process.env);
  if (lstatSync(config.migrationsDir, { throwIfNoEntry: false })?.isFile() !== false)
    throw badConfig(['MIGRATIONS_DIR']);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(78);
}
const migrations = migrationsIn(config.migrationsDir);

const clock = { now: () => new Date() };
const requests = new AsyncLocalStorage<Budget & { readonly requestId: string }>();
const { logger, always, drained } = openLog(process.stdout, config.logLevel, clock, () => {
  const requestId = requests.getStore()?.requestId;
  return requestId === undefined ? {} : { requestId };
});
let closing = false;
let closed = false;

const sessions = openSessions(config.databaseUrl, config.dbPoolMax, config.dbAcquireTimeoutMs, logger);
const redis = openRedis(config.redisUrl, config.redisTimeoutMs, logger, () => requests.getStore());
const { store, show } = cacheTasks({
  store: createPostgresStore(sessions),
  redis,
  namespace: config.cacheNamespace,
  ttlMs: config.cacheTtlMs,
  logger,
});
const policy = { capacity: config.rateLimitCapacity, refillPerSecond: config.rateLimitRefillPerSecond };
const limit = {
  count: countBy((...script) => redis.patiently(() => redis.run(...script)), config.cacheNamespace, policy),
  policy,
  fail: config.rateLimitFail,
  apiKeys: config.apiKeys,
  trustProxy: config.trustProxy,
};
const server = createApp(
  { store, logger, clock, config },
  {
    show,
    health: {
      postgres: async (signal) => isCurrent(migrations, await sessions.use(signal, applied)),
      redis: redis.ping,
      limitMs: Math.min(config.healthTimeoutMs, Math.max(1, Math.floor(config.requestTimeoutMs * 0.7))),
      strict: config.rateLimitEnabled && config.rateLimitFail === 'closed',
      isClosing: () => closing,
    },
    ...(config.rateLimitEnabled && { limit }),
    // A little less than it may be, since timers are late.
    within: (requestId, work) => requests.run({ requestId, redisMs: config.redisTimeoutMs * 1.9 }, work),
  },
);

const sockets = new Map<Socket, Set<ServerResponse>>();
server.on('connection', (socket: Socket) => {
  sockets.set(socket, new Set());
  socket.once('close', () => sockets.delete(socket));
});
server.prependListener('request', (req, res) => {
  const running = sockets.get(req.socket);
  running?.add(res);
  if (closed) res.setHeader('Connection', 'close');
  res.once('close', () => {
    running?.delete(res);
    if (closed && running?.size === 0) req.socket.destroySoon();
  });
});

await redis.begin(400);
server.listen(config.port, config.host);
try {
  await once(server, 'listening');
} catch (error) {
  process.stderr.write(`port ${config.port} on ${config.host} cannot be had: ${(error as Error).message}\n`);
  process.exit(1);
}
const { address, port } = server.address() as AddressInfo;
always.info({ port, host: address }, 'listening');

const firstSignal = Promise.withResolvers<void>();
const onSignal = () => {
  if (closing) process.exit(130);
  closing = true;
  firstSignal.resolve();
};
process.on('SIGTERM', onSignal).on('SIGINT', onSignal);

await firstSignal.promise;
await setTimeout(config.shutdownDelayMs);
closed = true;
const ended = once(server, 'close');
server.close();
for (const [socket, running] of sockets) {
  if (running.size === 0) socket.destroy();
  for (const res of running) if (!res.headersSent) res.setHeader('Connection', 'close');
}
const left = ended.then(() => Promise.all([sessions.end(), redis.end()]));
const inTime = await Promise.race([ended.then(() => true), setTimeout(config.shutdownTimeoutMs, false)]);
server.closeAllConnections();
// Those who are gone now have statements that nobody cancels after us.
await Promise.race([left, setTimeout(2000)]);
await drained(400);
process.exit(inTime ? 0 : 1);
