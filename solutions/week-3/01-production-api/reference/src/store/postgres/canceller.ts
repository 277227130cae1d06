import { setTimeout } from 'node:timers/promises';
import type { SqlPool, SqlPoolSettings } from './sql-pool.ts';

/** So long may a cancel take, and the statement's end after it. */
const limitMs = 1000;
/** A cancel that arrives before its statement hits nothing, and is sent again. */
const againMs = 200;

/** Cancels statements over a connection of its own: the pool's may all be busy with what is to be cancelled. */
export class Canceller {
  readonly #pool: SqlPool;

  constructor(makePool: (settings: SqlPoolSettings) => SqlPool, onLost: (error: Error) => void) {
    this.#pool = makePool({ max: 1, acquireTimeoutMs: limitMs, answerTimeoutMs: limitMs, onLost });
  }

  /**
   * Cancels what runs on a backend until it has ended. Resolves to whether that is certain, and no cancel is on its way any
   * more; otherwise the next statement of that session could be hit, and there must not be a next one.
   *
   * @param ended settles with the statement
   */
  async cancel(processId: number, ended: Promise<unknown>): Promise<boolean> {
    const stopped = ended.then(
      () => true,
      () => true,
    );
    for (const end = performance.now() + limitMs; performance.now() < end; ) {
      if (!(await this.#send(processId))) return false;
      if (await Promise.race([stopped, setTimeout(againMs, false)])) return true;
    }
    return false;
  }

  /** The function returns when the signal has been delivered, not before. */
  async #send(processId: number): Promise<boolean> {
    try {
      await this.#pool.query('SELECT pg_cancel_backend($1)', [processId]);
      return true;
    } catch {
      return false;
    }
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}
