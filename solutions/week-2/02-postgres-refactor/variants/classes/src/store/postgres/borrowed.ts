import type { PoolClient } from 'pg';
import { patiently } from '../mutex.ts';
import { cancelRequest } from './cancel-request.ts';
import { codeOf } from './sql-state.ts';

const patienceMs = 900;

/** A client of the pool, for as long as one piece of work takes. */
export class Borrowed {
  readonly #client: PoolClient;
  readonly #signal: AbortSignal;
  readonly #url: string;
  /** The statement that was sent last. */
  #last: Promise<unknown> = Promise.resolve();
  #broken = false;

  constructor(client: PoolClient, url: string, signal: AbortSignal) {
    this.#client = client;
    this.#url = url;
    this.#signal = signal;
  }

  /** Rejects at once when the signal aborts; what becomes of the statement is settled in `giveBack`. */
  async ask<Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    this.#signal.throwIfAborted();
    const answer = this.#client.query<Row>(text, [...values]);
    this.#last = answer.catch((error: unknown) => {
      this.#broken ||= endsConnection(error);
    });
    await patiently(answer, this.#signal);
    return (await answer).rows;
  }

  /** Back into the pool when nothing runs, nothing is open, and no cancel is under way; otherwise away with it. */
  async giveBack(): Promise<void> {
    const fit = (await this.#hasEnded()) && !this.#broken && (await this.#hasRolledBack());
    this.#client.release(!fit);
  }

  async #hasEnded(): Promise<boolean> {
    const end = performance.now() + patienceMs;
    if (!this.#signal.aborted) return within(this.#last, patienceMs);
    while (!(await within(this.#last, 0))) {
      if (performance.now() > end || !(await cancelRequest(this.#client, this.#url, patienceMs)))
        return false;
      if (await within(this.#last, 150)) return true;
    }
    return true;
  }

  async #hasRolledBack(): Promise<boolean> {
    const status = this.#client.getTransactionStatus();
    if (status === 'I') return true;
    return (
      (await within(this.#client.query('ROLLBACK'), patienceMs)) &&
      this.#client.getTransactionStatus() === 'I'
    );
  }
}

/** Its end may not have arrived yet when its last words have. */
function endsConnection(error: unknown): boolean {
  const code = codeOf(error);
  return code === undefined || code.startsWith('57P') || !/^[0-9A-Z]{5}$/.test(code);
}

/** Whether it settles in time, one way or the other. */
async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, ms, false);
  const settled = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}
