import { Client, Pool, type PoolClient } from 'pg';
import { type Logger, StoreAway } from '../domain/ports.ts';

export interface Asks {
  /** @param name of a statement that is sent all the time: it is planned once for a connection */
  ask<Row extends object>(text: string, values?: readonly unknown[], name?: string): Promise<readonly Row[]>;
}

const patienceMs = 3500;
const goodbyeMs = 900;
const settings = [
  'statement_timeout=3000',
  // Who is paused within a transaction keeps its locks no longer than that.
  'idle_in_transaction_session_timeout=2000',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
];

export class Database implements Asks {
  readonly #pool: Pool;

  constructor(url: string, max: number, logger: Logger) {
    this.#pool = new Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: 2000,
      query_timeout: patienceMs,
      idleTimeoutMillis: 0,
      keepAlive: true,
      options: settings.map((setting) => `-c ${setting}`).join(' '),
    });
    this.#pool.on('error', () => logger.warn({}, 'a connection was lost'));
    // Pool listens while a client is idle only.
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  ask<Row extends object>(
    text: string,
    values: readonly unknown[] = [],
    name?: string,
  ): Promise<readonly Row[]> {
    return this.#with(new Session().statement<Row>(text, values, name));
  }

  /** What `work` asks happens as a whole, or not at all. When this rejects with StoreAway, nobody knows which. */
  transaction<T>(work: (on: Asks) => Promise<T>): Promise<T> {
    return this.#with(new Session().transaction(work));
  }

  async close(): Promise<void> {
    const timer = Promise.withResolvers<void>();
    setTimeout(timer.resolve, goodbyeMs).unref();
    await Promise.race([this.#pool.end(), timer.promise]);
  }

  /** A connection after any error is thrown away: what state it is in is more than anybody knows. */
  async #with<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    let client: PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      const value = await work(client);
      client.release();
      return value;
    } catch (error) {
      client?.release(true);
      throw isPassing(error) ? new StoreAway('the database could not be asked', { cause: error }) : error;
    }
  }
}

/** What can be done with a client. */
class Session {
  statement<Row extends object>(text: string, values: readonly unknown[], name?: string) {
    return async (client: PoolClient) =>
      (await client.query<Row>({ text, values: [...values], ...(name !== undefined && { name }) })).rows;
  }

  transaction<T>(work: (on: Asks) => Promise<T>) {
    return async (client: PoolClient): Promise<T> => {
      await client.query('BEGIN');
      const value = await work({
        ask: (text, values = [], name) => this.statement<never>(text, values, name)(client),
      });
      await client.query('COMMIT');
      return value;
    };
  }
}

/** What the server says of itself, and all that is not said by a server. */
function isPassing(error: unknown): boolean {
  const { code = '', severity } = error as { code?: string; severity?: string };
  if (error instanceof Error && severity === undefined && !(error instanceof TypeError)) return true;
  return /^(08|25P03|25006|40|53|55P03|57)/.test(code);
}

/** One client, for as long as `work` takes. */
export async function withClient<T>(url: string, work: (on: Asks) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work({
      ask: async (text, values) =>
        (await (values === undefined ? client.query(text) : client.query(text, [...values]))).rows,
    });
  } finally {
    await client.end();
  }
}
