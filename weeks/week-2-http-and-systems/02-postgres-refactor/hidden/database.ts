import { setTimeout } from 'node:timers/promises';
import {
  broken,
  expectThat,
  type PostgresDatabase,
  type PostgresSession,
  type ServerSession,
  showValue,
  type Teaching,
} from 'checker/kit';

/** What the judge does to the database and sees there, in the words of the page. */
type Asked = Pick<PostgresDatabase | PostgresSession, 'query'>;

/**
 * A statement of the judge's on tables of the submission. That one of them, or a column, is not as the page has it is the
 * submission's fault; every other refusal is ours.
 */
export async function ask<Row extends object>(
  on: Asked,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    return await on.query<Row>(sql, parameters);
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message: string };
    if (typeof code === 'string' && /^(42(P01|703|804|883|P10)|23502|428C9)$/.test(code))
      broken({
        expected:
          'tables and columns as the page lists them, in the schema `public`; further columns that need no value',
        saw: `PostgreSQL says about a statement of the judge's: ${message}`,
        look: `Send it yourself, with psql: ${sql.replaceAll(/\s+/g, ' ').slice(0, 200)}`,
      });
    throw error;
  }
}

/** Every row of both tables, as text: to compare before and after, whatever further columns there are. */
export interface Contents {
  readonly tasks: readonly string[];
  readonly history: readonly string[];
}

export async function contentsOf(database: Asked): Promise<Contents> {
  const rows = await ask<{ place: string; row: string }>(
    database,
    `SELECT 'tasks' AS place, t::text AS row FROM public.tasks t
     UNION ALL SELECT 'history', h::text FROM public.task_history h ORDER BY 1, 2`,
  );
  const of = (place: string) => rows.filter((row) => row.place === place).map(({ row }) => row);
  return { tasks: of('tasks'), history: of('history') };
}

/** `after` says what was done, as in "after the batch that was refused". */
export async function expectUnchanged(
  database: Asked,
  before: Contents,
  after: string,
  teaching: Teaching,
): Promise<void> {
  const now = await contentsOf(database);
  for (const [name, table] of [
    ['tasks', 'tasks'],
    ['history', 'task_history'],
  ] as const) {
    const more = now[name].filter((row) => !before[name].includes(row));
    const gone = before[name].filter((row) => !now[name].includes(row));
    expectThat(more.length === 0 && gone.length === 0 && now[name].length === before[name].length, {
      ...teaching,
      expected: `the rows of ${table} as they were, after ${after}`,
      saw:
        [tellRows(more, 'new'), tellRows(gone, 'gone')].filter((text) => text !== '').join(', ') ||
        'a row twice',
    });
  }
}

function tellRows(rows: readonly string[], which: string): string {
  if (rows.length === 0) return '';
  return `${rows.length} ${which} ${rows.length === 1 ? 'row' : 'rows'}, such as ${showValue(rows[0]?.slice(0, 160))}`;
}

/** How many rows of tasks have such a title (`LIKE`), and how many changes of them the history has. */
export async function countTitled(database: Asked, like: string): Promise<number> {
  const [row] = await ask<{ count: number }>(
    database,
    'SELECT count(*)::int AS count FROM public.tasks WHERE title LIKE $1',
    [like],
  );
  return row?.count ?? 0;
}

export interface TaskRow {
  readonly id: string;
  readonly title?: string;
  readonly status?: 'open' | 'done';
  readonly priority?: 'low' | 'normal' | 'high';
  readonly due?: string | null;
  /** With microseconds, such as `2026-03-01T12:00:00.123456Z`. */
  readonly at: string;
}

/** Rows of the judge's own, with the seven columns of the page, and their history. */
export async function insertTasks(database: Asked, rows: readonly TaskRow[]): Promise<void> {
  const columns = (pick: (row: TaskRow) => unknown) => rows.map(pick);
  await ask(
    database,
    `INSERT INTO public.tasks (id, title, status, priority, due, created_at, updated_at)
     SELECT id, title, status, priority, due, at, at FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[],
       $6::timestamptz[]) AS row (id, title, status, priority, due, at)`,
    [
      columns(({ id }) => id),
      columns(({ title = 'a row of the judge' }) => title),
      columns(({ status = 'open' }) => status),
      columns(({ priority = 'normal' }) => priority),
      columns(({ due = null }) => due),
      columns(({ at }) => at),
    ],
  );
}

/** A version 7 UUID of that millisecond; `rest` makes up its other 74 bits. */
export function uuidV7(atMs: number, rest: bigint): string {
  const time = BigInt(atMs).toString(16).padStart(12, '0');
  const low = (rest & 0xffff_ffff_ffff_ffffn) | 0x8000_0000_0000_0000n;
  const tail = (low & 0xbfff_ffff_ffff_ffffn).toString(16).padStart(16, '0');
  const high = ((rest >> 64n) & 0xfffn).toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${high}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** A lock that the judge holds; nobody gets past before `open`. */
export interface Gate {
  /** The judge's session that others wait for. */
  readonly pid: number;
  /** Lets everybody pass, from now on. */
  open(): Promise<void>;
}

/** Holds the row of a task, as a transaction does that is about to change it. */
export async function lockTask(database: PostgresDatabase, id: string): Promise<Gate> {
  const session = await database.session();
  await session.query('BEGIN');
  const rows = await ask(session, 'SELECT 1 FROM public.tasks WHERE id = $1 FOR UPDATE', [id]);
  expectThat(rows.length === 1, {
    expected: `a row of the table tasks with the id ${id}, since the service has served that task`,
    saw: 'none',
    look: 'Where did the service keep it? What was acknowledged is committed.',
  });
  return { pid: session.pid, open: () => session.query('ROLLBACK').then(() => {}) };
}

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

/** So many connections of the submission wait for a lock; false past the patience. */
export function areWaiting(
  database: PostgresDatabase,
  { count = 1, signal, patienceMs }: { count?: number; signal: AbortSignal; patienceMs?: number },
): Promise<boolean> {
  return eventually(
    async () => (await waitingIn(database)).length >= count,
    patienceMs === undefined ? { signal } : { signal, patienceMs },
  );
}

export async function waitingIn(database: PostgresDatabase): Promise<readonly ServerSession[]> {
  return (await database.sessions()).filter(({ waitsFor }) => waitsFor === 'Lock');
}

/**
 * Asks again and again until it holds; false past the patience. A request may be answered a moment before the service has
 * put its connection away.
 */
export async function eventually(
  holds: () => Promise<boolean>,
  { signal, patienceMs = 5_000 }: { readonly signal: AbortSignal; readonly patienceMs?: number },
): Promise<boolean> {
  for (const end = performance.now() + patienceMs; ; ) {
    if (await holds()) return true;
    if (performance.now() >= end) return false;
    await setTimeout(15, undefined, { signal });
  }
}

/** No connection is in a transaction when all requests are over; looked at for 2 seconds. */
export async function expectNoTransaction(
  database: PostgresDatabase,
  after: string,
  signal: AbortSignal,
  teaching: Teaching,
): Promise<void> {
  let open: readonly ServerSession[] = [];
  const none = async () => {
    open = (await database.sessions()).filter(({ inTransaction }) => inTransaction);
    return open.length === 0;
  };
  expectThat(await eventually(none, { signal, patienceMs: 2_000 }), {
    ...teaching,
    expected: `no connection in a transaction after ${after}`,
    saw: `${open.length} in state "${open[0]?.state}", the last statement of the first: ${showValue(open[0]?.query)}`,
  });
}
