import { expectThat, showValue, type Teaching } from 'checker/kit';
import { type Asked, ask } from './ask.ts';

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
