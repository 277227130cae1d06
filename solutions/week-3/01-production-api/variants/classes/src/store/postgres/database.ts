import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../../domain/logger.ts';
import { patiently } from '../mutex.ts';
import { Borrowed, type Lender } from './borrowed.ts';
import type { Connection, ConnectionPool } from './connection.ts';
import { retryTransaction } from './retry-transaction.ts';
import { translate } from './sql-state.ts';

export class Database {
  readonly #lender: Lender;
  readonly #pool: ConnectionPool;

  constructor(pool: ConnectionPool, logger: Logger) {
    this.#pool = pool;
    this.#lender = { address: pool.address, logger: logger.child({ component: 'sql' }) };
  }

  /** One statement or several that need no transaction. */
  async reading<T>(signal: AbortSignal, work: (on: Borrowed) => Promise<T>): Promise<T> {
    try {
      return await this.#lend(signal, work);
    } catch (error) {
      signal.throwIfAborted();
      throw translate(error);
    }
  }

  /** All of the work or nothing of it, tried again where PostgreSQL asks for that. */
  async writing<T>(
    signal: AbortSignal,
    work: (on: Borrowed) => Promise<T>,
    committed: (result: T) => Promise<void>,
  ): Promise<T> {
    const attempt = () =>
      this.#lend(signal, async (on) => {
        await on.ask('BEGIN');
        const result = await work(on);
        await on.commit(() => committed(result));
        return result;
      });
    const sleep = (ms: number) => setTimeout(ms);
    try {
      return await retryTransaction(attempt, { sleep, signal });
    } catch (error) {
      signal.throwIfAborted();
      throw translate(error);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #lend<T>(signal: AbortSignal, work: (on: Borrowed) => Promise<T>): Promise<T> {
    const client = await this.#take(signal);
    const borrowed = new Borrowed(client, this.#lender, signal);
    try {
      return await work(borrowed);
    } finally {
      // Nobody has to wait for the tidying up.
      void borrowed.giveBack();
    }
  }

  async #take(signal: AbortSignal): Promise<Connection> {
    signal.throwIfAborted();
    const coming = this.#pool.connect();
    try {
      await patiently(coming, signal);
    } catch (error) {
      coming.then(
        (client) => client.release(false),
        () => {},
      );
      throw error;
    }
    return coming;
  }
}
