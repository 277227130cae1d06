import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createApp } from './index.ts';
import { logTo } from './log.ts';
import { settingsFrom } from './settings.ts';
import { applied, isCurrent, migrationsIn } from './store/migrations.ts';
import { createPostgresStore } from './store/postgres-store.ts';
import { openSessions } from './store/session.ts';

let config: ReturnType<typeof settingsFrom>;
let migrations: ReturnType<typeof migrationsIn>;
try {
  config = settingsFrom(process.env);
  migrations = migrationsIn(config.migrationsDir);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}

const clock = { now: () => new Date() };
const write = (line: string) => void process.stdout.write(line);
const logger = logTo(write, clock, config.logLevel);
let closing = false;
let closed = false;

const sessions = openSessions(config.databaseUrl, config.poolMax, config.acquireTimeoutMs);
const server = createApp(
  { store: createPostgresStore(sessions), logger, clock, config },
  async (signal) => !closing && isCurrent(migrations, await sessions.use(signal, applied)),
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

server.listen(config.port, config.host);
try {
  await once(server, 'listening');
} catch (error) {
  process.stderr.write(`port ${config.port} on ${config.host} cannot be had: ${(error as Error).message}\n`);
  process.exit(1);
}
const { address, port } = server.address() as AddressInfo;
logTo(write, clock, 'info').info({ port, host: address }, 'listening');

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
const left = ended.then(() => sessions.end());
const inTime = await Promise.race([ended.then(() => true), setTimeout(config.shutdownTimeoutMs, false)]);
server.closeAllConnections();
// Those who are gone now have statements that nobody cancels after us.
await Promise.race([left, setTimeout(2000)]);
process.exit(inTime ? 0 : 1);
