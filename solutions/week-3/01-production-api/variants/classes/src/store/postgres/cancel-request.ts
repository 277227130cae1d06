import { connect } from 'node:net';
import type { Connection, ConnectionPool } from './connection.ts';

/** 1234 and 5678, which no version of the protocol will ever be. */
const cancelCode = 80_877_102;

/**
 * The protocol's CancelRequest, on a socket of its own. The server answers nothing; it closes when it has sent the signal,
 * and that is what tells that no cancel is on its way any more. Resolves to whether it did so in time.
 */
export function cancelRequest(
  { processId, secret }: Connection['cancelKey'],
  { host, port }: ConnectionPool['address'],
  withinMs: number,
): Promise<boolean> {
  const message = Buffer.alloc(16);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(cancelCode, 4);
  message.writeInt32BE(processId, 8);
  message.writeInt32BE(secret, 12);

  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, host, () => socket.write(message));
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
