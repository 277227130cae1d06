import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Listening } from './access.ts';

/** A path of a Unix socket, or a port of the loopback interface. */
export type ForwardFrom = { readonly path: string } | { readonly port: number };

/**
 * Hands connections on to a server elsewhere, byte by byte: out of a network namespace, or to where a Unix socket is not
 * understood. A half-closed connection stays half open, and a reset on one side is a reset on the other.
 *
 * @throws the system's error where it cannot listen
 */
export async function openForward(from: ForwardFrom, to: Listening): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...to, allowHalfOpen: true, noDelay: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.resetAndDestroy());
      one.once('close', () => {
        sockets.delete(one);
        if (!one.readableEnded) other.destroy();
      });
    }
  });
  server.listen('path' in from ? { path: from.path } : { host: '127.0.0.1', port: from.port, backlog: 511 });
  await once(server, 'listening');
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
