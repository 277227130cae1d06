import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createApp, createMemoryStore, type Logger } from '../src/index.ts';

// One test to begin with. Yours are judged as well: they must pass on a correct implementation and notice wrong ones, so
// they import ../src/index.ts and look only at what the exercise's page promises.

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** A service on a port of its own; closed by `await using`. */
async function serve() {
  const server = createApp({
    store: createMemoryStore(),
    logger: silent,
    clock: { now: () => new Date('2026-03-01T12:00:00Z') },
    config: {
      port: 0,
      host: '127.0.0.1',
      requestTimeoutMs: 5000,
      shutdownDelayMs: 0,
      shutdownTimeoutMs: 10_000,
      maxBodyBytes: 2_097_152,
      logLevel: 'info',
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('a new task is open, and has the time of the clock', async () => {
  await using app = await serve();
  const response = await fetch(`${app.url}/tasks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Buy milk' }),
  });
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({
    title: 'Buy milk',
    status: 'open',
    createdAt: '2026-03-01T12:00:00.000Z',
  });
});
