import type { AddressInfo } from 'node:net';
import type { Logger } from './http/logger.ts';
import { createApp, createMemoryStore } from './index.ts';

// The only file that may touch `process`. What it still needs to do:
// - read the whole environment, and refuse what is wrong with one line;
// - write request lines and the rest, at LOG_LEVEL and above;
// - say in one line that the port cannot be had;
// - shut down on SIGTERM and SIGINT.

const clock = { now: () => new Date() };

const logger: Logger = {
  debug: () => {},
  info: (fields, msg) => {
    const line = { level: 'info', time: clock.now().toISOString(), msg, ...fields };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  },
  warn: () => {},
  error: () => {},
  child: () => logger,
};

const server = createApp({
  store: createMemoryStore(),
  logger,
  clock,
  config: {
    port: Number(process.env.PORT ?? 3000),
    host: process.env.HOST ?? '127.0.0.1',
    requestTimeoutMs: 5000,
    shutdownDelayMs: 0,
    shutdownTimeoutMs: 10_000,
    maxBodyBytes: 2_097_152,
    logLevel: 'info',
  },
});

server.listen(Number(process.env.PORT ?? 3000), process.env.HOST ?? '127.0.0.1', () => {
  const { address, port } = server.address() as AddressInfo;
  logger.info({ host: address, port }, 'listening');
});
