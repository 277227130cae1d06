import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { portWasTaken } from './explain-start.ts';

const tries = 5;

/**
 * A port of the loopback interface that is free now. Somebody may take it before it is used: a server that finds it taken
 * is started again with another.
 */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a server on a free port, again with another where somebody was faster. */
export async function onFreePort<T>(
  start: (port: number) => Promise<T>,
  choose: () => Promise<number>,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await start(await choose());
    } catch (error) {
      if (tried === tries || !portWasTaken(error)) throw error;
    }
  }
}
