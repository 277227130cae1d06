import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Who is connected, and how many requests run on each connection. */
export class Connections {
  readonly #running = new Map<Socket, number>();
  readonly #server: Server;
  #closing = false;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#running.set(socket, 0);
      socket.on('close', () => this.#running.delete(socket));
    });
    server.prependListener('request', (req, res) => {
      const { socket } = req;
      this.#running.set(socket, (this.#running.get(socket) ?? 0) + 1);
      if (this.#closing) res.shouldKeepAlive = false;
      res.on('close', () => {
        if (!this.#running.has(socket)) return;
        this.#running.set(socket, (this.#running.get(socket) ?? 1) - 1);
        if (this.#closing) this.#end(socket);
      });
    });
  }

  /** Resolves when the last one has gone. */
  close(): Promise<void> {
    this.#closing = true;
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#running.keys()) this.#end(socket);
    });
  }

  destroy(): void {
    for (const socket of this.#running.keys()) socket.destroy();
  }

  #end(socket: Socket): void {
    if (this.#running.get(socket) === 0) socket.destroySoon();
  }
}
