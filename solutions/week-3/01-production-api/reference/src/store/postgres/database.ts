import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../../domain/logger.ts';
import { Canceller } from './canceller.ts';
import type { SqlPool, SqlPoolSettings, SqlSession } from './sql-pool.ts';

export interface DatabaseParts {
  readonly makePool: (settings: SqlPoolSettings) => SqlPool;
  readonly poolMax: number;
  readonly acquireTimeoutMs: number;
  /** After that nobody waits for a statement any more. */
  readonly requestTimeoutMs: number;
  readonly logger: Logger;
}

const goodbyeMs = 2000;
/** PostgreSQL's `integer`. */
const maxMs = 2_147_483_647;

/** The connections of this process: those that work, and one to cancel what they do. Nothing connects before it is needed. */
export class Database {
  readonly canceller: Canceller;
  /** For statements. */
  readonly logger: Logger;
  readonly #pool: SqlPool;

  constructor({ makePool, poolMax, acquireTimeoutMs, requestTimeoutMs, logger }: DatabaseParts) {
    const onLost = (error: Error) =>
      logger.warn({ reason: error.message }, 'an idle connection to the database was lost');
    this.logger = logger.child({ component: 'sql' });
    this.#pool = makePool({
      max: poolMax,
      acquireTimeoutMs,
      // A net below our own cancelling, for when this process is gone and cannot cancel any more.
      statementTimeoutMs: Math.min(requestTimeoutMs + 5000, maxMs),
      onLost,
    });
    this.canceller = new Canceller(makePool, onLost);
  }

  connect(): Promise<SqlSession> {
    return this.#pool.connect();
  }

  /** Resolves when all connections have been given back and closed, or after a while: a silent server says no goodbye. */
  async end(): Promise<void> {
    const ended = this.#pool.end().then(() => this.canceller.end());
    await Promise.race([ended, setTimeout(goodbyeMs, undefined, { ref: false })]);
  }
}
