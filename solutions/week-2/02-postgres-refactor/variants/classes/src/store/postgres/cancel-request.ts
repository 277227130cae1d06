import { connect } from 'node:net';
import type { ClientBase } from 'pg';

/** 1234 and 5678, which no version of the protocol will ever be. */
const cancelCode = 80_877_102;

/**
 * The protocol's CancelRequest, on a socket of its own. The server answers nothing; it closes when it has sent the signal,
 * and that is what tells that no cancel is on its way any more. Resolves to whether it did so in time.
 */
export function cancelRequest(client: ClientBase, url: string, withinMs: number): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const message = Buffer.alloc(16);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(cancelCode, 4);
  message.writeInt32BE(Number(Reflect.get(client, 'processID')), 8);
  message.writeInt32BE(Number(Reflect.get(client, 'secretKey')), 12);

  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(Number(port || 5432), hostname, () => socket.write(message));
  const timer = setTimeout(() => socket.destroy(), withinMs);
  socket.on('error', () => {});
  socket.on('end', () => resolve(true));
  socket.on('close', () => {
    clearTimeout(timer);
    resolve(false);
  });
  socket.resume();
  return promise;
}
