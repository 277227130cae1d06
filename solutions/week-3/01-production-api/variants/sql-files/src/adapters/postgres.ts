import { setTimeout } from 'node:timers/promises';
import { Client, Pool, type PoolClient } from 'pg';
import type { Logger } from '../domain/log.ts';
import { StoreTrouble } from '../domain/task.ts';
import { classifyDatabaseError, codeOf } from '../store/classify.ts';
import { Mutex } from '../store/mutex.ts';
import type { Ask, Sessions } from '../store/sessions.ts';

/** What has not been answered by then is not going to be. */
const goodbyeMs = 800;

export function openSessions(
  url: string,
  max: number,
  connectionTimeoutMillis: number,
  logger: Logger,
): Sessions {
  const noting = noteStatements(logger);
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
        const answer = noting(text, client.query<Row>(text, [...values]));
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
        if (unfit === undefined && client.getTransactionStatus() !== 'I')
          unfit = await rollBack(noting('ROLLBACK', client.query('ROLLBACK')));
        throw error;
      } finally {
        client.release(unfit);
      }
    },
    end: () => pool.end(),
  };
}

/** For programs of one connection. Without values, the text may be several statements. */
export async function openSession(url: string): Promise<{ readonly ask: Ask; end(): Promise<void> }> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 8000 });
  client.on('error', () => {});
  await client.connect();
  return {
    ask: async (text, ...values) =>
      (await (values.length === 0 ? client.query(text) : client.query(text, [...values]))).rows,
    end: () => client.end(),
  };
}

/** A line for each statement, without its values. */
function noteStatements(logger: Logger) {
  const log = logger.child({ component: 'sql' });
  return <T>(statement: string, answer: Promise<T>): Promise<T> => {
    const started = performance.now();
    const note = (outcome: object) =>
      log.debug({ statement, ms: performance.now() - started, ...outcome }, 'statement');
    answer.then(
      () => note({ ok: true }),
      (error: unknown) => note({ ok: false, sqlstate: codeOf(error) }),
    );
    return answer;
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
  let polite = false;
  try {
    await other.connect();
    polite = true;
    for (let tries = 0; tries < 4; tries++) {
      await other.query('SELECT pg_cancel_backend($1)', [Reflect.get(client, 'processID')]);
      if (await Promise.race([over.then(() => true), setTimeout(goodbyeMs / 4, false)])) return true;
    }
    return false;
  } catch {
    polite = false;
    return false;
  } finally {
    const gone = other.end().catch(() => {});
    if (polite) await Promise.race([gone, setTimeout(goodbyeMs)]);
  }
}

async function rollBack(answer: Promise<unknown>): Promise<Error | undefined> {
  const done = answer.then(
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
