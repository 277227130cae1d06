import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Knows which connections have something to do, from the first one on. */
export function closing(server: Server): (timeoutMs: number) => Promise<void> {
  const sockets = new Map<Socket, Set<ServerResponse>>();
  let closed = false;
  server.on('connection', (socket: Socket) => {
    sockets.set(socket, new Set());
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', ({ socket }, res) => {
    const running = sockets.get(socket);
    running?.add(res);
    if (closed) res.setHeader('Connection', 'close');
    res.once('close', () => {
      running?.delete(res);
      if (closed && running?.size === 0) socket.destroySoon();
    });
  });
  return (timeoutMs) =>
    new Promise((resolve) => {
      closed = true;
      const timer = setTimeout(() => {
        server.closeAllConnections();
        resolve();
      }, timeoutMs);
      server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      for (const [socket, running] of sockets) {
        if (running.size === 0) socket.destroy();
        for (const res of running) if (!res.headersSent) res.setHeader('Connection', 'close');
      }
    });
}
