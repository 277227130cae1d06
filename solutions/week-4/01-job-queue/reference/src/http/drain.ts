import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/**
 * Watches a server's connections from the beginning, so that it can be drained later: `server.close()` alone takes a
 * connection that never sent anything for a busy one, and keeps it.
 */
export function prepareDrain(server: Server): (timeoutMs: number) => Promise<boolean> {
  const running = new Map<Socket, Set<ServerResponse>>();
  let draining = false;

  server.on('connection', (socket: Socket) => {
    running.set(socket, new Set());
    socket.once('close', () => running.delete(socket));
  });
  // First in line: a handler may have answered before a later listener is called.
  server.prependListener('request', ({ socket }, res) => {
    const responses = running.get(socket);
    responses?.add(res);
    if (draining) closeAfter(res);
    res.once('close', () => {
      responses?.delete(res);
      if (draining && responses?.size === 0) socket.destroySoon();
    });
  });

  /** Resolves to whether all requests were finished in time; those that were not are cut off. */
  return async (timeoutMs) => {
    draining = true;
    const closed = once(server, 'close').then(() => true);
    server.close();
    for (const [socket, responses] of running) {
      if (responses.size === 0) socket.destroy();
      else responses.forEach(closeAfter);
    }
    const drained = await Promise.race([closed, setTimeout(timeoutMs, false, { ref: false })]);
    server.closeAllConnections();
    return drained;
  };
}

/** Tells the client, where there is still a header to tell it in, and makes Node close behind the answer. */
function closeAfter(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader('Connection', 'close');
}
