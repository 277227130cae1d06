import { broken, expectThat, type PostgresDatabase, showValue } from 'checker/kit';
import { recoveryMs } from './answers.ts';
import { areWaiting, ask, eventually, type Gate, waitingIn } from './database.ts';
import type { Kind } from './requests.ts';

/** Nobody gets at tasks and their history, not even to read, before the gate opens. */
export async function lockTables(database: PostgresDatabase): Promise<Gate> {
  const session = await database.session();
  await session.query('BEGIN');
  await session.query("SET LOCAL lock_timeout = '5s'");
  await ask(session, 'LOCK TABLE public.tasks, public.task_history IN ACCESS EXCLUSIVE MODE').catch(
    async (error: unknown) => {
      if ((error as { readonly code?: unknown }).code !== '55P03') throw error;
      const open = (await database.sessions()).find(({ inTransaction }) => inTransaction);
      return broken({
        expected: 'the tables to be free for the judge, since no request uses them',
        saw: `a lock on them that was not released within 5 seconds; a connection is in state "${open?.state}", its last statement: ${showValue(open?.query)}`,
        look: 'Which transaction is still open, and which way out of a request has left it so?',
      });
    },
  );
  return {
    pid: session.pid,
    async open() {
      await session.query('ROLLBACK');
      await session[Symbol.asyncDispose]();
    },
  };
}

/** Deletes wait when their transaction commits. */
export async function gateAtCommit(database: PostgresDatabase): Promise<Gate> {
  const session = await database.session();
  await session.query('SELECT pg_advisory_lock(7772)');
  await database.query(`CREATE SCHEMA IF NOT EXISTS judge; CREATE FUNCTION judge.at_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $judge$
    BEGIN PERFORM pg_advisory_xact_lock_shared(7772); RETURN NULL; END $judge$`);
  await ask(
    database,
    `CREATE CONSTRAINT TRIGGER judge_at_commit AFTER INSERT ON public.task_history DEFERRABLE INITIALLY DEFERRED
     FOR EACH ROW WHEN (NEW.op = 'deleted') EXECUTE FUNCTION judge.at_commit()`,
  );
  return {
    pid: session.pid,
    open: () => session.query('SELECT pg_advisory_unlock(7772)').then(() => {}),
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
