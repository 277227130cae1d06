import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Resolves to where the server really listens; rejects with one line to show, where it cannot. */
export async function startListening(server: Server, port: number, host: string): Promise<AddressInfo> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.once('listening', () => resolve(server.address() as AddressInfo));
  server.once('error', ({ message }) => reject(new Error(`cannot listen on port ${port}: ${message}`)));
  server.listen(port, host);
  return promise;
}
