import { scheduler } from 'node:timers/promises';
import {
  type ChangeListener,
  type Command,
  type HistoryEntry,
  type Listing,
  type Query,
  type Stamp,
  type Tagged,
  type Task,
  TaskChanged,
  TaskMissing,
  type TaskRepository,
  UnknownPlace,
} from '../../domain/model.ts';
import type { Borrowed } from './borrowed.ts';
import type { Database } from './database.ts';

type Columns = Task & { readonly revision: string; readonly micros: string };

const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns: string = `id, title, status, priority, due::text, ${instant('created_at')} AS "createdAt",
  ${instant('updated_at')} AS "updatedAt", revision::text,
  (extract(epoch FROM created_at) * 1000000)::bigint::text AS micros`;

/** Everything in the order of (created_at, id); a place is that pair, the time in microseconds. */
export class PostgresRepository implements TaskRepository {
  readonly #database: Database;
  readonly #listener: ChangeListener;

  constructor(database: Database, listener: ChangeListener) {
    this.#database = database;
    this.#listener = listener;
  }

  async get(id: string, signal: AbortSignal): Promise<Tagged> {
    if (!isUuid(id)) throw new TaskMissing();
    const [row] = await this.#database.reading(signal, (on) =>
      on.ask<Columns>(`SELECT ${columns} FROM tasks WHERE id = $1`, [id]),
    );
    if (row === undefined) throw new TaskMissing();
    return tagged(row);
  }

  async query({ status, priority, after, limit }: Query, signal: AbortSignal): Promise<Listing> {
    const values: unknown[] = [limit];
    const where: string[] = [];
    if (status !== undefined) where.push(`status = $${values.push(status)}`);
    if (priority !== undefined) where.push(`priority = $${values.push(priority)}`);
    if (after !== undefined) {
      const [micros, id] = placeOf(after);
      const time = `to_timestamp(0) + $${values.push(micros)}::bigint * interval '1 microsecond'`;
      where.push(`(created_at, id) > (${time}, $${values.push(id)}::uuid)`);
    }
    const rows = await this.#database.reading(signal, (on) =>
      on.ask<Columns>(
        `SELECT ${columns} FROM tasks ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
        ORDER BY created_at, tasks.id LIMIT $1`,
        values,
      ),
    );
    const last = rows.at(-1);
    return {
      tasks: rows.map((row) => tagged(row).task),
      end: last === undefined ? (after ?? '0') : `${last.micros}.${last.id}`,
    };
  }

  async history(id: string, signal: AbortSignal): Promise<readonly HistoryEntry[]> {
    const entries = await this.#database.reading(signal, (on) =>
      on.ask<HistoryEntry>(
        `SELECT op, ${instant('at')} AS at FROM task_history WHERE task_id = $1 ORDER BY number`,
        [id],
      ),
    );
    if (entries.length === 0) throw new TaskMissing();
    return entries;
  }

  async execute(
    commands: readonly Command[],
    stamp: Stamp,
    signal: AbortSignal,
  ): Promise<(Tagged | undefined)[]> {
    for (const [index, command] of commands.entries()) {
      if (command.op !== 'create' && !isUuid(command.id)) throw new TaskMissing(index);
    }
    const { results } = await this.#database.writing(
      signal,
      (on) => this.#execute(on, commands, stamp, signal),
      ({ known }) => this.#listener.changed(known),
    );
    return results;
  }

  async #execute(on: Borrowed, commands: readonly Command[], stamp: Stamp, signal: AbortSignal) {
    const ids = commands.flatMap((command) => (command.op === 'create' ? [] : [command.id]));
    const found = await on.ask<Columns>(
      `SELECT ${columns} FROM tasks WHERE id = ANY ($1::uuid[]) ORDER BY tasks.id FOR UPDATE`,
      [ids],
    );
    const before = new Map(found.map((row) => [row.id, tagged(row)]));
    // One for each command, so that every state in between has a tag of its own.
    const revisions = await on.ask<{ revision: string }>(
      `SELECT nextval('task_revisions')::text AS revision FROM generate_series(1, $1)`,
      [commands.length],
    );
    const after = new Map<string, Tagged | undefined>();
    const results: (Tagged | undefined)[] = [];
    const history: { task_id: string; op: string; at: string }[] = [];
    for (const [index, command] of commands.entries()) {
      if (index % 200 === 199) {
        await scheduler.yield();
        signal.throwIfAborted();
      }
      const at = stamp.time();
      const id = command.op === 'create' ? stamp.id() : command.id;
      const task = next(command, index, id, at, after.has(id) ? after.get(id) : before.get(id));
      const result = task && { task, etag: tagOf(revisions[index]?.revision ?? '') };
      after.set(id, result);
      results.push(result);
      history.push({ task_id: id, op: `${command.op}d`, at });
    }
    await this.#write(on, before, after, history);
    // Nobody can have seen what was just created.
    return { results, known: new Map([...after].filter(([id]) => before.has(id))) };
  }

  async #write(
    on: Borrowed,
    before: ReadonlyMap<string, Tagged>,
    after: ReadonlyMap<string, Tagged | undefined>,
    history: readonly object[],
  ): Promise<void> {
    const rows = [...after].map(([id, state]) => ({
      id,
      ...state?.task,
      revision: state && revisionOf(state.etag),
    }));
    const inserted = rows.filter(({ id, revision }) => revision !== undefined && !before.has(id));
    const updated = rows.filter(({ id, revision }) => revision !== undefined && before.has(id));
    const deleted = rows.filter(({ revision }) => revision === undefined).map(({ id }) => id);
    const shape = `(id uuid, title text, status text, priority text, due date,
      "createdAt" timestamptz, "updatedAt" timestamptz, revision bigint)`;
    if (inserted.length > 0) {
      await on.ask(
        `INSERT INTO tasks (id, title, status, priority, due, created_at, updated_at, revision)
        SELECT * FROM json_to_recordset($1) AS rows ${shape}`,
        [JSON.stringify(inserted)],
      );
    }
    if (updated.length > 0) {
      await on.ask(
        `UPDATE tasks SET title = rows.title, status = rows.status, priority = rows.priority,
          due = rows.due, updated_at = rows."updatedAt", revision = rows.revision
        FROM json_to_recordset($1) AS rows ${shape} WHERE tasks.id = rows.id`,
        [JSON.stringify(updated)],
      );
    }
    if (deleted.length > 0) await on.ask('DELETE FROM tasks WHERE id = ANY ($1::uuid[])', [deleted]);
    await on.ask(
      `INSERT INTO task_history (task_id, op, at)
      SELECT * FROM json_to_recordset($1) AS rows (task_id uuid, op text, at timestamptz)`,
      [JSON.stringify(history)],
    );
  }
}

function next(
  command: Command,
  index: number,
  id: string,
  at: string,
  current: Tagged | undefined,
): Task | undefined {
  if (command.op === 'create') return { id, ...command.fields, createdAt: at, updatedAt: at };
  if (current === undefined) throw new TaskMissing(index);
  if (!command.when.allows(current.etag)) throw new TaskChanged(index);
  return command.op === 'delete' ? undefined : { ...current.task, ...command.fields, updatedAt: at };
}

function tagged({ revision, micros: _, ...task }: Columns): Tagged {
  return { task, etag: tagOf(revision) };
}

function tagOf(revision: string): string {
  return `"rev,${revision}"`;
}

function revisionOf(etag: string): string {
  return etag.slice('"rev,'.length, -1);
}

function placeOf(text: string): [micros: string, id: string] {
  const [, micros, id] = /^(\d{1,18})\.([0-9a-f-]{36})$/.exec(text) ?? [];
  if (micros === undefined || id === undefined || !isUuid(id)) throw new UnknownPlace();
  return [micros, id];
}

/** In lower case only: an id in upper case is nobody's. */
function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
