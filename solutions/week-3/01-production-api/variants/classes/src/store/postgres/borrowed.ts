import type { Logger } from '../../domain/logger.ts';
import { patiently } from '../mutex.ts';
import { cancelRequest } from './cancel-request.ts';
import type { Connection, ConnectionPool } from './connection.ts';
import { codeOf } from './sql-state.ts';

const patienceMs = 900;

/** What all who borrow have in common. */
export interface Lender {
  readonly address: ConnectionPool['address'];
  readonly logger: Logger;
}

/** A client of the pool, for as long as one piece of work takes. */
export class Borrowed {
  readonly #client: Connection;
  readonly #signal: AbortSignal;
  readonly #lender: Lender;
  /** The statement that was sent last. */
  #last: Promise<unknown> = Promise.resolve();
  #broken = false;

  constructor(client: Connection, lender: Lender, signal: AbortSignal) {
    this.#client = client;
    this.#lender = lender;
    this.#signal = signal;
  }

  /** Rejects at once when the signal aborts; what becomes of the statement is settled in `giveBack`. */
  async ask<Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    this.#signal.throwIfAborted();
    const answer = this.#send<Row>(text, values);
    this.#last = answer.catch((error: unknown) => {
      this.#broken ||= endsConnection(error);
    });
    await patiently(answer, this.#signal);
    return (await answer).rows;
  }

  /**
   * `then` is awaited when the transaction has been committed, or nobody knows whether it has, also when the signal has
   * aborted by then.
   */
  async commit(then: () => Promise<void>): Promise<void> {
    this.#signal.throwIfAborted();
    const answer = this.#send('COMMIT', []);
    const committed = answer.then(then, async (error: unknown) => {
      this.#broken ||= endsConnection(error);
      if (endsConnection(error)) await then();
      throw error;
    });
    this.#last = answer.catch(() => {});
    await patiently(committed, this.#signal);
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
      if (performance.now() > end || !(await this.#cancel())) return false;
      if (await within(this.#last, 150)) return true;
    }
    return true;
  }

  #cancel(): Promise<boolean> {
    return cancelRequest(this.#client.cancelKey, this.#lender.address, patienceMs);
  }

  async #send<Row extends object>(text: string, values: readonly unknown[]) {
    const begin = process.hrtime.bigint();
    const line = (fields: object) => {
      const micros = Number((process.hrtime.bigint() - begin) / 1000n);
      this.#lender.logger.debug({ sql: text.replace(/\s+/g, ' '), micros, ...fields }, 'sent');
    };
    try {
      const answer = await this.#client.query<Row>(text, values);
      line({ rows: answer.rows.length });
      return answer;
    } catch (error) {
      line({ failed: codeOf(error) ?? true });
      throw error;
    }
  }

  async #hasRolledBack(): Promise<boolean> {
    const status = this.#client.getTransactionStatus();
    if (status === 'I') return true;
    return (
      (await within(this.#send('ROLLBACK', []), patienceMs)) && this.#client.getTransactionStatus() === 'I'
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
