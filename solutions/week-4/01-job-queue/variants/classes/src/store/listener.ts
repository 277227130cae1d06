import { Client } from 'pg';
import type { Logger } from '../domain/ports.ts';

/** A connection that only listens, and is made anew as long as it is wanted. */
export class Listener {
  readonly #url: string;
  readonly #onNews: () => void;
  readonly #logger: Logger;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(url: string, onNews: () => void, logger: Logger) {
    this.#url = url;
    this.#onNews = onNews;
    this.#logger = logger;
  }

  open(): void {
    const client = new Client({
      connectionString: this.#url,
      connectionTimeoutMillis: 3000,
      query_timeout: 3000,
      keepAlive: true,
    });
    this.#client = client;
    client.on('notification', this.#onNews);
    client.on('error', () => this.#again(client));
    client.on('end', () => this.#again(client));
    client
      .connect()
      .then(() => client.query('LISTEN jobs_to_do'))
      .then(this.#onNews)
      .catch(() => this.#again(client));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#client?.end().catch(() => {});
  }

  #again(client: Client): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    this.#logger.debug({}, 'nothing is heard of new jobs');
    client.end().catch(() => {});
    this.#timer = setTimeout(() => this.open(), 500);
  }
}
