import { Client, Pool, type PoolClient } from 'pg';
import type { Connection, ConnectionPool } from '../store/postgres/connection.ts';
import type { Asks } from '../store/postgres/migrations.ts';

export interface PoolSettings {
  readonly url: string;
  readonly max: number;
  readonly acquireTimeoutMs: number;
}

export class PgPool implements ConnectionPool {
  readonly #pool: Pool;
  readonly address: { readonly host: string; readonly port: number };

  constructor({ url, max, acquireTimeoutMs }: PoolSettings) {
    const { hostname, port } = new URL(url);
    this.address = { host: hostname, port: Number(port || 5432) };
    this.#pool = new Pool({
      connectionString: url,
      max,
      min: max,
      connectionTimeoutMillis: acquireTimeoutMs,
      application_name: 'tasks',
    });
    this.#pool.on('error', () => {});
    // Pool listens while a client is idle only.
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  async connect(): Promise<Connection> {
    return new PgConnection(await this.#pool.connect());
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

class PgConnection implements Connection {
  readonly #client: PoolClient;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  get cancelKey() {
    const { processID, secretKey } = this.#client as unknown as Readonly<Record<string, unknown>>;
    return { processId: Number(processID), secret: Number(secretKey) };
  }

  query<Row extends object>(text: string, values: readonly unknown[] = []) {
    return this.#client.query<Row>(text, [...values]);
  }

  getTransactionStatus(): string | null {
    return this.#client.getTransactionStatus();
  }

  release(destroy: boolean): void {
    this.#client.release(destroy);
  }
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
