import { setTimeout } from 'node:timers/promises';
import { Client, Pool, types } from 'pg';
import type { Logger } from '../domain/logger.ts';
import { StoreUnavailable } from '../domain/store-unavailable.ts';
import { isUnavailable } from './is-unavailable.ts';

/** So long may one statement take: none of ours is long, and a server that has gone silent says nothing for ever. */
const answerMs = 4000;
/** The server gives up first. A claim that nobody hears of must not happen any more. */
const statementMs = 3000;
const acquireMs = 2000;
const goodbyeMs = 500;
const timestamptz = 1184;
/**
 * The table of a queue is empty, then full, then empty again, and what PostgreSQL knows of it is never true. So what is waiting
 * is not guessed to be one row that may as well be sorted: indexes are gone through in their order, and that is all. Then there
 * is only one plan for each statement, and no use in making it again for other values.
 */
const plans = '-c enable_seqscan=off -c enable_bitmapscan=off -c plan_cache_mode=force_generic_plan';

export interface DatabaseParts {
  /** Holds a password: it is never logged. */
  readonly url: string;
  readonly poolMax: number;
  readonly logger: Logger;
}

/** The connections of this process. Nothing connects before it is needed, and every statement is a transaction of its own. */
export class Database {
  readonly #pool: Pool;

  constructor({ url, poolMax, logger }: DatabaseParts) {
    this.#pool = new Pool({
      connectionString: url,
      max: poolMax,
      connectionTimeoutMillis: acquireMs,
      query_timeout: answerMs,
      statement_timeout: statementMs,
      options: plans,
      keepAlive: true,
      // Kept for good: one that still says goodbye while the next is made would be one too many.
      idleTimeoutMillis: 0,
      types: {
        getTypeParser: (oid, format) => (oid === timestamptz ? toIso : types.getTypeParser(oid, format)),
      },
    });
    this.#pool.on('error', ({ message }) => logger.warn({ reason: message }, 'an idle connection was lost'));
  }

  /**
   * Rejects with StoreUnavailable where the database could not be asked, with its own error where it refused.
   *
   * @param name of a statement that is sent all the time: it is planned once for a connection
   */
  async query<Row extends object>(
    text: string,
    values: readonly unknown[] = [],
    name?: string,
  ): Promise<readonly Row[]> {
    try {
      // After an error that leaves a connection in doubt the pool destroys it.
      const { rows } = await this.#pool.query<Row>({ text, values: [...values], ...(name && { name }) });
      return rows;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      throw new StoreUnavailable('the database cannot be asked', { cause: error });
    }
  }

  /** Resolves when all connections are closed, or after a while: a silent server says no goodbye. */
  async end(): Promise<void> {
    await Promise.race([this.#pool.end(), setTimeout(goodbyeMs, undefined, { ref: false })]);
  }
}

/** One connection, for a program that needs no more. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // An error between two statements; the next one rejects.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** PostgreSQL's microseconds are cut off, the way responses have it. */
function toIso(text: string): string {
  return new Date(text).toISOString();
}
