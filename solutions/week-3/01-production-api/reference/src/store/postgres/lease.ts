import { addAbortListener } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { StoreError } from '../../domain/store-error.ts';
import { codeOf } from './classify-database-error.ts';
import type { Database } from './database.ts';
import type { SqlSession } from './sql-pool.ts';

/** A statement: its text is a constant, whatever varies is a value. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Runs a statement on the connection of a lease, and resolves to its rows. */
export type Run = <Row extends object>(statement: Statement) => Promise<readonly Row[]>;

/** So long may ROLLBACK take. */
const rollBackMs = 1000;

/** One connection for one piece of work. Statements end with the signal, and the connection comes back only if it is fit. */
export class Lease implements Disposable {
  readonly #session: SqlSession;
  readonly #database: Database;
  readonly #signal: AbortSignal;

  private constructor(session: SqlSession, database: Database, signal: AbortSignal) {
    this.#session = session;
    this.#database = database;
    this.#signal = signal;
  }

  /** Rejects with a StoreError where there is no connection in time, and with the signal's reason once that has aborted. */
  static async take(database: Database, signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    const connecting = database.connect();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    using _listener = addAbortListener(signal, () => reject(signal.reason));
    try {
      return new Lease(await Promise.race([connecting, aborted]), database, signal);
    } catch (error) {
      // Who gives up still stands in the pool's queue, and hands on what comes.
      connecting.then(
        (session) => session.release(session.lost),
        () => {},
      );
      signal.throwIfAborted();
      // The pool's own timeout has no code.
      throw codeOf(error) === undefined ? new StoreError('unavailable', { cause: error }) : error;
    }
  }

  /** A statement that the signal stops is cancelled on the server, and rejects when that has been settled. */
  readonly run: Run = async <Row extends object>({ text, values = [] }: Statement) => {
    this.#signal.throwIfAborted();
    const running = this.#send<Row>(text, values);
    let cancelled: Promise<void> | undefined;
    const listener = addAbortListener(this.#signal, () => {
      cancelled = this.#cancel(running);
    });
    try {
      return await running;
    } catch (error) {
      throw this.#foresee(error);
    } finally {
      // In this order: a cancel that began after we had looked would hit whoever has the connection then.
      listener[Symbol.dispose]();
      await cancelled;
    }
  };

  /** Ends a transaction that failed. Where that cannot be done in time, the connection is not used again. */
  async rollBack(): Promise<void> {
    if (this.#session.lost) return;
    const rolledBack = this.#send('ROLLBACK').then(
      () => true,
      () => false,
    );
    const late = new AbortController();
    const timeout = setTimeout(rollBackMs, false, { signal: late.signal }).catch(() => false);
    if (!(await Promise.race([rolledBack, timeout]))) this.#session.destroy();
    late.abort();
  }

  [Symbol.dispose](): void {
    this.#session.release(this.#session.lost);
  }

  /** Sends a statement, whatever the signal says, and tells how it went. */
  async #send<Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const began = performance.now();
    const log = (fields: object, message: string) => {
      const durationMs = Math.round((performance.now() - began) * 1000) / 1000;
      this.#database.logger.debug({ statement: text, ...fields, durationMs }, message);
    };
    try {
      const { rows } = await this.#session.query<Row>(text, values);
      log({ rows: rows.length }, 'a statement ran');
      return rows;
    } catch (error) {
      log({ sqlstate: codeOf(error) }, 'a statement failed');
      throw error;
    }
  }

  async #cancel(running: Promise<unknown>): Promise<void> {
    const { processID } = this.#session;
    const certain = processID !== null && (await this.#database.canceller.cancel(processID, running));
    if (!certain) this.#session.destroy();
  }

  #foresee(error: unknown): unknown {
    const code = codeOf(error);
    // The server's last words: the end of the connection is on its way.
    if (code?.startsWith('57P')) this.#session.destroy();
    // Not every error of a broken connection has a code.
    return code === undefined && this.#session.lost ? new StoreError('unavailable', { cause: error }) : error;
  }
}
