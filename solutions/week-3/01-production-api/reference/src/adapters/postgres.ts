import { Socket } from 'node:net';
import { Client, type ClientConfig, Pool, type PoolClient } from 'pg';
import type { SqlConnection, SqlPool, SqlPoolSettings } from '../store/postgres/sql-pool.ts';

/** How long the making of a connection may take, whatever a request is willing to wait. */
const connectMs = 2000;

/** Makes pools of connections to one database. Nothing connects before it is needed. */
export function postgresAt(url: string): (settings: SqlPoolSettings) => SqlPool {
  return ({ max, acquireTimeoutMs, statementTimeoutMs, answerTimeoutMs, onLost }) => {
    const pool = new Pool({
      connectionString: url,
      Client: Session,
      max,
      connectionTimeoutMillis: acquireTimeoutMs,
      // Kept for good: a connection that is still saying goodbye while the next one is made would be one too many.
      idleTimeoutMillis: 0,
      ...(answerTimeoutMs === undefined ? {} : { query_timeout: answerTimeoutMs }),
      ...(statementTimeoutMs === undefined
        ? {}
        : { statement_timeout: statementTimeoutMs, idle_in_transaction_session_timeout: statementTimeoutMs }),
    });
    pool.on('error', onLost);
    return {
      connect: async () => (await pool.connect()) as PoolClient & Session,
      query: (text, values = []) => pool.query(text, [...values]),
      end: () => pool.end(),
    };
  };
}

/** One connection, for a program that needs no more. */
export async function connectPostgres(
  url: string,
): Promise<SqlConnection & { readonly end: () => Promise<void> }> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // An error between two statements; the next one rejects.
  client.on('error', () => {});
  await client.connect();
  return {
    query: (text, values) => (values === undefined ? client.query(text) : client.query(text, [...values])),
    end: () => client.end(),
  };
}

/** A connection that knows whether it still stands, and can be ended without a goodbye. */
class Session extends Client {
  /** The types of pg leave it out. */
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
