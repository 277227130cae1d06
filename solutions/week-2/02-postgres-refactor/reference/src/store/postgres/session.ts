import { Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';

/** How long the making of a connection may take, whatever a request is willing to wait. */
const connectMs = 2000;

/** A connection that knows whether it still stands, and can be ended without a goodbye. */
export class Session extends Client {
  /** The pid of its backend, which the types of pg leave out. */
  declare readonly processID: number | null;
  readonly #socket: Socket;
  #lost = false;

  constructor(config: ClientConfig = {}) {
    const socket = new Socket();
    const given = config.connectionTimeoutMillis ?? connectMs;
    super({ ...config, connectionTimeoutMillis: Math.min(given, connectMs), stream: () => socket });
    this.#socket = socket;
    // Between two statements nobody waits for an answer, and an error without a listener would end the process. The next
    // statement rejects.
    this.on('error', () => {
      this.#lost = true;
    });
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** `end()` says goodbye and waits for an answer. A server that says nothing any more does not say that either. */
  destroy(): void {
    this.#lost = true;
    this.#socket.destroy();
  }
}
