import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { prepareDrain } from './http/drain.ts';
import { createApp, createMemoryStore } from './index.ts';
import { createJsonLogger } from './json-logger.ts';
import { ConfigError, readConfig } from './read-config.ts';

const clock = { now: () => new Date() };
const write = (line: string) => process.stdout.write(line);
const stopping = new AbortController();

try {
  const config = readConfig(process.env);
  const logger = createJsonLogger({ clock, write, level: config.logLevel });
  const server = createApp({ store: createMemoryStore(), logger, clock, config, stopping: stopping.signal });
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
      process.exit((await drain(config.shutdownTimeoutMs)) ? 0 : 1);
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
