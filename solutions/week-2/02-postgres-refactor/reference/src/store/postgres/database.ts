import { setTimeout } from 'node:timers/promises';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { Canceller } from './canceller.ts';
import { Session } from './session.ts';

export interface DatabaseConfig {
  readonly url: string;
  readonly poolMax: number;
  readonly acquireTimeoutMs: number;
  /** After that nobody waits for a statement any more. */
  readonly requestTimeoutMs: number;
}

const goodbyeMs = 2000;
/** PostgreSQL's `integer`. */
const maxMs = 2_147_483_647;

/** The connections of this process: those that work, and one to cancel what they do. Nothing connects before it is needed. */
export class Database {
  readonly canceller: Canceller;
  readonly #pool: Pool;

  /** @param onLost told of idle connections that broke; they are replaced when they are needed */
  constructor(
    { url, poolMax, acquireTimeoutMs, requestTimeoutMs }: DatabaseConfig,
    onLost: (error: Error) => void,
  ) {
    const shared: PoolConfig = {
      connectionString: url,
      Client: Session,
      // Kept for good: a connection that is still saying goodbye while the next one is made would be one too many.
      idleTimeoutMillis: 0,
    };
    // A net below our own cancelling, for when this process is gone and cannot cancel any more.
    const netMs = Math.min(requestTimeoutMs + 5000, maxMs);
    this.#pool = new Pool({
      ...shared,
      max: poolMax,
      connectionTimeoutMillis: acquireTimeoutMs,
      statement_timeout: netMs,
      idle_in_transaction_session_timeout: netMs,
    });
    this.#pool.on('error', onLost);
    this.canceller = new Canceller(shared, onLost);
  }

  connect(): Promise<PoolClient & Session> {
    return this.#pool.connect() as Promise<PoolClient & Session>;
  }

  /** Resolves when all connections have been given back and closed, or after a while: a silent server says no goodbye. */
  async end(): Promise<void> {
    const ended = this.#pool.end().then(() => this.canceller.end());
    await Promise.race([ended, setTimeout(goodbyeMs, undefined, { ref: false })]);
  }
}
