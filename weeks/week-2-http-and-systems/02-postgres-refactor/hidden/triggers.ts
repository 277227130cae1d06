import type { PostgresDatabase } from 'checker/kit';
import { ask } from './ask.ts';
import type { Gate } from './locks.ts';

export type Change = 'INSERT' | 'UPDATE' | 'DELETE';

/** Which changes a trigger of the judge's is about. `when` is SQL on NEW and OLD; left out, it is about all of them. */
export interface About {
  readonly table: 'tasks' | 'task_history';
  readonly on: Change | 'INSERT OR UPDATE' | 'UPDATE OR DELETE' | 'INSERT OR UPDATE OR DELETE';
  readonly when?: string;
}

/**
 * Those changes wait behind their statement, in the submission's transaction, until the gate opens. A row trigger: of many
 * rows of one statement each comes to the gate, the first waits.
 */
export async function gateAt(database: PostgresDatabase, about: About): Promise<Gate> {
  const key = await nextNumber(database);
  const session = await database.session();
  await session.query('SELECT pg_advisory_lock(7771, $1)', [key]);
  await trigger(database, about, {
    name: `judge_gate_${key}`,
    body: `PERFORM pg_advisory_xact_lock_shared(7771, ${key});`,
  });
  return {
    pid: session.pid,
    open: () => session.query('SELECT pg_advisory_unlock(7771, $1)', [key]).then(() => {}),
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

export interface Raising extends About {
  /** Or the last five characters of the row's title. */
  readonly sqlstate: string | { readonly of: 'title' };
  /** Only so many times, then never again; left out, always. What is rolled back counts. */
  readonly times?: number;
  /** Not at the statement, but at COMMIT. */
  readonly atCommit?: boolean;
}

/** What the judge's triggers say when they raise: nothing of it is a client's business. */
export const spoken = {
  message: 'the judge says no to this row',
  detail: 'Key (secret)=(4711) already exists.',
  hint: 'Ask the judge of table judge_table.',
  constraint: 'judge_constraint_key',
} as const;

export interface Raised {
  /** How often it has raised, in transactions that are rolled back since. */
  count(): Promise<number>;
  /** In how many transactions it was asked, which has raised or let pass: savepoints are no transactions of their own. */
  transactions(): Promise<number>;
  drop(): Promise<void>;
}

/** A trigger that refuses those changes with a SQLSTATE. */
export async function raiseAt(database: PostgresDatabase, about: Raising): Promise<Raised> {
  const key = await nextNumber(database);
  const name = `judge_raise_${key}`;
  // Sequences are what stays after a rollback.
  await database.query(`CREATE SEQUENCE judge.${name}; CREATE SEQUENCE judge.${name}_transactions MINVALUE 0;
    CREATE SEQUENCE judge.${name}_last MINVALUE 0`);
  const { times, sqlstate } = about;
  const code = typeof sqlstate === 'string' ? `'${sqlstate}'` : 'right(NEW.title, 5)';
  await trigger(database, about, {
    name,
    body: `
      IF (SELECT NOT is_called OR last_value <> pg_current_xact_id()::text::bigint FROM judge.${name}_last) THEN
        PERFORM setval('judge.${name}_last', pg_current_xact_id()::text::bigint);
        PERFORM nextval('judge.${name}_transactions');
      END IF;
      IF ${times === undefined ? '' : `(SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM judge.${name}) < ${times} AND `}nextval('judge.${name}') > 0 THEN
        RAISE EXCEPTION '${spoken.message}' USING ERRCODE = ${code}, DETAIL = '${spoken.detail}',
          HINT = '${spoken.hint}', CONSTRAINT = '${spoken.constraint}', TABLE = '${about.table}';
      END IF;`,
  });
  const called = async (sequence: string, minimum: number) => {
    const [row] = await database.query<{ count: number }>(
      `SELECT CASE WHEN is_called THEN last_value + ${1 - minimum} ELSE 0 END::int AS count FROM judge.${sequence}`,
    );
    return row?.count ?? 0;
  };
  return {
    count: () => called(name, 1),
    transactions: () => called(`${name}_transactions`, 0),
    drop: () => database.query(`DROP TRIGGER ${name} ON public.${about.table}`).then(() => {}),
  };
}

/** Triggers belong to the judge and run with its rights, so that nothing has to be granted to the submission. */
async function trigger(
  database: PostgresDatabase,
  { table, on, when, atCommit = false }: About & { readonly atCommit?: boolean },
  { name, body }: { readonly name: string; readonly body: string },
): Promise<void> {
  await database.query(`CREATE FUNCTION judge.${name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $judge$
    BEGIN ${body} RETURN NULL; END $judge$`);
  await ask(
    database,
    `CREATE ${atCommit ? 'CONSTRAINT ' : ''}TRIGGER ${name} AFTER ${on} ON public.${table}
     ${atCommit ? 'DEFERRABLE INITIALLY DEFERRED' : ''} FOR EACH ROW ${when === undefined ? '' : `WHEN (${when})`}
     EXECUTE FUNCTION judge.${name}()`,
  );
}

/** Numbers of gates and triggers in this database. */
async function nextNumber(database: PostgresDatabase): Promise<number> {
  await database.query('CREATE SCHEMA IF NOT EXISTS judge');
  await database.query('CREATE SEQUENCE IF NOT EXISTS judge.numbers');
  const [row] = await database.query<{ number: number }>(`SELECT nextval('judge.numbers')::int AS number`);
  return row?.number ?? 0;
}
