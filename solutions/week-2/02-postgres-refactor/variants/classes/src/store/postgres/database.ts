import { setTimeout } from 'node:timers/promises';
import { Pool, type PoolClient } from 'pg';
import { patiently } from '../mutex.ts';
import { Borrowed } from './borrowed.ts';
import { retryTransaction } from './retry-transaction.ts';
import { translate } from './sql-state.ts';

export interface PoolSettings {
  readonly max: number;
  readonly acquireTimeoutMs: number;
}

export class Database {
  readonly #url: string;
  readonly #pool: Pool;

  constructor(url: string, { max, acquireTimeoutMs }: PoolSettings) {
    this.#url = url;
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
  async writing<T>(signal: AbortSignal, work: (on: Borrowed) => Promise<T>): Promise<T> {
    const attempt = () =>
      this.#lend(signal, async (on) => {
        await on.ask('BEGIN');
        const result = await work(on);
        await on.ask('COMMIT');
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
    const borrowed = new Borrowed(client, this.#url, signal);
    try {
      return await work(borrowed);
    } finally {
      // Nobody has to wait for the tidying up.
      void borrowed.giveBack();
    }
  }

  async #take(signal: AbortSignal): Promise<PoolClient> {
    signal.throwIfAborted();
    const coming = this.#pool.connect();
    try {
      await patiently(coming, signal);
    } catch (error) {
      coming.then(
        (client) => client.release(),
        () => {},
      );
      throw error;
    }
    return coming;
  }
}
