import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { createApp } from './http/app.ts';
import { prepareDrain } from './http/drain.ts';
import { createJsonLogger } from './json-logger.ts';
import { ConfigError, readConfig } from './read-config.ts';
import { isUpToDate } from './store/migrations/is-up-to-date.ts';
import { readMigrations } from './store/migrations/read-migrations.ts';
import { Database } from './store/postgres/database.ts';
import { createPostgresStore } from './store/postgres/postgres-store.ts';

const clock = { now: () => new Date() };
const write = (line: string) => process.stdout.write(line);
const stopping = new AbortController();

try {
  const config = readConfig(process.env);
  const logger = createJsonLogger({ clock, write, level: config.logLevel });
  const migrations = readMigrations(config.migrationsDir);
  const database = new Database(
    {
      url: config.databaseUrl,
      poolMax: config.dbPoolMax,
      acquireTimeoutMs: config.dbAcquireTimeoutMs,
      requestTimeoutMs: config.requestTimeoutMs,
    },
    (error) => logger.warn({ reason: error.message }, 'an idle connection to the database was lost'),
  );
  const server = createApp({
    store: createPostgresStore(database),
    logger,
    clock,
    config,
    stopping: stopping.signal,
    isReady: (signal) => isUpToDate(database, migrations, signal),
  });
  const drain = prepareDrain(server);

  const { address, port } = await listen(server, config.port, config.host);
  // Whoever asked for port 0 needs this line, whatever the level.
  createJsonLogger({ clock, write, level: 'info' }).info({ host: address, port }, 'listening');

  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, async () => {
      // The second one, of either kind: somebody does not want to wait.
      if (stopping.signal.aborted) process.exit(128 + constants.signals[name]);
      stopping.abort();
      logger.info({ signal: name }, 'stopping');
      await setTimeout(config.shutdownDelayMs);
      // First those who use connections, then the connections. What had to be cut off is being cancelled: once this process
      // has ended nobody does that, and a statement waits for its lock for ever.
      const drained = await drain(config.shutdownTimeoutMs);
      await database.end();
      process.exit(drained ? 0 : 1);
    });
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.once('listening', () => resolve(server.address() as AddressInfo));
  server.once('error', (error) => reject(new ConfigError(`cannot listen on port ${port}: ${error.message}`)));
  server.listen(port, host);
  return promise;
}
