import { setTimeout } from 'node:timers/promises';
import { Client, Pool, type PoolClient } from 'pg';
import { StoreTrouble } from '../domain/task.ts';
import { classifyDatabaseError, codeOf } from './classify.ts';
import { Mutex } from './mutex.ts';

/** Sends a statement; rejects with what `pg` says. */
export type Ask = <Row extends object>(
  text: string,
  ...values: readonly unknown[]
) => Promise<readonly Row[]>;

export type Sessions = Readonly<{
  /** A connection for as long as `work` takes. Rejects with the signal's reason or what was thrown, when all is tidy. */
  use<T>(signal: AbortSignal, work: (ask: Ask) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}>;

/** What has not been answered by then is not going to be. */
const goodbyeMs = 800;

export function openSessions(url: string, max: number, connectionTimeoutMillis: number): Sessions {
  const pool = new Pool({ connectionString: url, max, connectionTimeoutMillis, idleTimeoutMillis: 0 });
  const ignore = () => {};
  pool.on('error', ignore).on('connect', (client) => client.on('error', ignore));
  const cancelling = new Mutex();

  async function take(signal: AbortSignal): Promise<PoolClient> {
    signal.throwIfAborted();
    const connecting = pool.connect().catch((error: unknown) => {
      throw codeOf(error) === undefined ? new StoreTrouble('unavailable', error) : error;
    });
    const left = onAbort(signal);
    const client = await Promise.race([connecting, left.promise]).finally(left.stop);
    if (client !== undefined) return client;
    connecting.then((late) => late.release(), ignore);
    throw signal.reason;
  }

  return {
    async use(signal, work) {
      const client = await take(signal);
      let unfit: Error | undefined;
      const ask: Ask = async <Row extends object>(text: string, ...values: readonly unknown[]) => {
        signal.throwIfAborted();
        const answer = client.query<Row>(text, [...values]);
        const over = answer.then(ignore, ignore);
        const left = onAbort(signal);
        try {
          await Promise.race([over, left.promise]);
          if (signal.aborted && !(await cancelling.runExclusive(() => cancel(client, url, over)))) {
            unfit = new Error('nobody knows what became of its cancel');
            answer.catch(ignore);
            throw signal.reason;
          }
          return (await answer).rows;
        } catch (error) {
          if (isEnd(error)) unfit ??= error instanceof Error ? error : new Error('lost');
          throw error;
        } finally {
          left.stop();
        }
      };
      try {
        return await work(ask);
      } catch (error) {
        // A single statement leaves nothing open.
        if (unfit === undefined && client.getTransactionStatus() !== 'I') unfit = await rollBack(client);
        throw error;
      } finally {
        client.release(unfit);
      }
    },
    end: () => pool.end(),
  };
}

/** By a session of its own, made for it; the mutex sees to it that there is one at a time. */
async function cancel(client: PoolClient, url: string, over: Promise<void>): Promise<boolean> {
  const other = new Client({
    connectionString: url,
    connectionTimeoutMillis: goodbyeMs,
    query_timeout: goodbyeMs,
  });
  other.on('error', () => {});
  try {
    await other.connect();
    for (let tries = 0; tries < 4; tries++) {
      await other.query('SELECT pg_cancel_backend($1)', [Reflect.get(client, 'processID')]);
      if (await Promise.race([over.then(() => true), setTimeout(goodbyeMs / 4, false)])) return true;
    }
    return false;
  } catch {
    return false;
  } finally {
    await Promise.race([other.end(), setTimeout(goodbyeMs)]);
  }
}

async function rollBack(client: PoolClient): Promise<Error | undefined> {
  const done = client.query('ROLLBACK').then(
    () => undefined,
    (error: Error) => error,
  );
  return Promise.race([done, setTimeout(goodbyeMs, new Error('no answer to ROLLBACK'))]);
}

function isEnd(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return (
    code.startsWith('57P') ||
    (classifyDatabaseError(error) === 'unavailable' && !/^\d/.test(code)) ||
    code === ''
  );
}

function onAbort(signal: AbortSignal) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const listener = () => resolve(undefined);
  if (signal.aborted) listener();
  signal.addEventListener('abort', listener);
  return { promise, stop: () => signal.removeEventListener('abort', listener) };
}
