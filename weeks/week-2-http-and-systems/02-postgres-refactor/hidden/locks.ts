import { broken, expectThat, type PostgresDatabase, type PostgresSession, showValue } from 'checker/kit';
import { recoveryMs } from './answers.ts';
import { ask } from './ask.ts';
import type { Kind } from './requests.ts';
import { areWaiting, eventually, waitingIn } from './sessions.ts';

/** A lock that the judge holds; nobody gets past before `open`. */
export interface Gate {
  /** The judge's session that others wait for. */
  readonly pid: number;
  /** Lets everybody pass, from now on. */
  open(): Promise<void>;
}

/** Holds the row of a task, as a transaction does that is about to change it. */
export async function lockTask(database: PostgresDatabase, id: string): Promise<Gate> {
  const session = await begin(database);
  const rows = await lockedWith(database, session, 'SELECT 1 FROM public.tasks WHERE id = $1 FOR UPDATE', [
    id,
  ]);
  expectThat(rows.length === 1, {
    expected: `a row of the table tasks with the id ${id}, since the service has served that task`,
    saw: 'none',
    look: 'Where did the service keep it? What was acknowledged is committed.',
  });
  return gateOf(session);
}

/** Nobody gets at tasks and their history, not even to read, before the gate opens. */
export async function lockTables(database: PostgresDatabase): Promise<Gate> {
  const session = await begin(database);
  await lockedWith(
    database,
    session,
    'LOCK TABLE public.tasks, public.task_history IN ACCESS EXCLUSIVE MODE',
  );
  return gateOf(session);
}

/** Sessions of the judge's would wait as long as the requirement has for a lock that the submission has left behind. */
async function begin(database: PostgresDatabase): Promise<PostgresSession> {
  const session = await database.session();
  await session.query("BEGIN; SET LOCAL lock_timeout = '5s'");
  return session;
}

async function lockedWith(
  database: PostgresDatabase,
  session: PostgresSession,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<object[]> {
  try {
    return await ask<object>(session, sql, parameters);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== '55P03') throw error;
    const open = (await database.sessions()).find(({ inTransaction }) => inTransaction);
    return broken({
      expected: 'what the judge locks to be free, since no request uses it',
      saw: `a lock on it that was not released within 5 seconds; a connection is in state "${open?.state}", its last statement: ${showValue(open?.query)}`,
      look: 'Which transaction is still open, and which way out of a request has left it so?',
    });
  }
}

function gateOf(session: PostgresSession): Gate {
  return {
    pid: session.pid,
    async open() {
      await session.query('ROLLBACK');
      await session[Symbol.asyncDispose]();
    },
  };
}

/** Waits until the statements of so many connections stand before the judge's lock. */
export async function expectWaiting(
  database: PostgresDatabase,
  count: number,
  { what, look, signal }: { readonly what: string; readonly look: string; readonly signal: AbortSignal },
): Promise<void> {
  if (await areWaiting(database, { count, signal })) return;
  const waiting = (await waitingIn(database)).length;
  expectThat(false, {
    expected: `${what} to wait for the lock that the judge holds on its tables`,
    saw:
      waiting === 0
        ? 'no connection that waits for a lock'
        : `only ${waiting} ${waiting === 1 ? 'connection' : 'connections'} waiting for a lock`,
    look,
  });
}

/** No statement of the submission waits for a lock any more; returns what is left past the patience. */
export async function leftWaiting(
  database: PostgresDatabase,
  { signal, patienceMs }: { readonly signal: AbortSignal; readonly patienceMs: number },
): Promise<readonly { readonly query: string }[]> {
  let left = await waitingIn(database);
  await eventually(
    async () => {
      left = await waitingIn(database);
      return left.length === 0;
    },
    { signal, patienceMs },
  );
  return left;
}

/**
 * How many connections can be used at once: so many of `kind` stand before a lock at the same time. That it is as many as on
 * the first day is what counts, so `until` is what was measured then. Asks again until it is, for as long as an outage may
 * be felt.
 */
export async function usableAtOnce(
  database: PostgresDatabase,
  kind: Kind,
  { asked, until, signal }: { readonly asked: number; readonly until: number; readonly signal: AbortSignal },
): Promise<number> {
  let most = 0;
  const measure = async () => {
    const gate = await lockTables(database);
    const sending = Array.from({ length: asked }, () => kind.send({ transcript: false }));
    await areWaiting(database, { count: until, signal, patienceMs: 400 });
    most = Math.max(most, (await waitingIn(database)).length);
    await gate.open();
    await Promise.all(sending);
    return most >= until;
  };
  await eventually(measure, { signal, patienceMs: recoveryMs });
  return most;
}
