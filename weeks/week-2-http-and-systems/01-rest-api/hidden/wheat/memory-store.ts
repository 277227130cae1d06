import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { matchesStrongly } from './conditions.ts';
import { Mutex } from './mutex.ts';
import type {
  Condition,
  NewTask,
  Operation,
  OperationResult,
  Patch,
  Refusal,
  Store,
  Tagged,
  Task,
} from './types.ts';

interface Row extends Tagged {
  /** Tasks are listed in the order of their places, which never change. */
  readonly place: number;
}

/** Where wrong stores differ from this one. */
export interface StoreHabits {
  /** A tag that the task never had before. */
  readonly tagOf: (task: Task, change: number) => string;
  /** The place behind which a page begins. */
  readonly startBehind: (after: number, hasPlace: (place: number) => boolean) => number;
}

export const usualStore: StoreHabits = {
  tagOf: (_task, change) => `"c${change}"`,
  startBehind: (after) => after,
};

const slice = 250;

export function createMemoryStore(habits: StoreHabits = usualStore): Store {
  const rows = new Map<string, Row>();
  const writing = new Mutex();
  let places = 0;
  let changes = 0;
  const tagged = (task: Task, place: number): Row => ({ task, place, etag: habits.tagOf(task, ++changes) });
  const write = (row: Row) => void rows.set(row.task.id, row);
  const create = (task: NewTask, at: Date) => tagged(newTask(task, at), ++places);
  const change = (row: Row, patch: Patch, at: Date): Row =>
    changesNothing(row.task, patch)
      ? row
      : tagged({ ...row.task, ...patch, updatedAt: at.toISOString() }, row.place);

  return {
    add: (task, at, signal) =>
      writing.runExclusive(() => {
        const row = create(task, at);
        write(row);
        return row;
      }, signal),
    async find(id, signal) {
      signal.throwIfAborted();
      return rows.get(id) ?? null;
    },
    async page({ status, priority, limit, after }, signal) {
      signal.throwIfAborted();
      const all = [...rows.values()];
      const behind = habits.startBehind(after, (place) => all.some((row) => row.place === place));
      const found = all.filter(
        ({ task, place }) =>
          place > behind &&
          (status === null || task.status === status) &&
          (priority === null || task.priority === priority),
      );
      const shown = found.slice(0, limit);
      return {
        tasks: shown.map(({ task }) => task),
        next: found.length > limit ? (shown.at(-1)?.place ?? null) : null,
      };
    },
    edit: (id, patch, ifMatch, at, signal) =>
      writing.runExclusive(() => {
        const row = refuse(rows.get(id), ifMatch);
        if (typeof row === 'string') return row;
        const changed = change(row, patch, at);
        write(changed);
        return changed;
      }, signal),
    drop: (id, ifMatch, signal) =>
      writing.runExclusive(() => {
        const row = refuse(rows.get(id), ifMatch);
        if (typeof row === 'string') return row;
        rows.delete(id);
        return 'dropped';
      }, signal),
    apply: (operations, at, signal) =>
      writing.runExclusive(async () => {
        /** What the batch has changed so far; null where it has deleted. Nobody else sees it. */
        const draft = new Map<string, Row | null>();
        const results: OperationResult[] = [];
        for (const [index, operation] of operations.entries()) {
          if (index % slice === slice - 1) await turn();
          signal.throwIfAborted();
          const done = tryOne(operation, at, draft);
          if (typeof done === 'string') return { index, why: done };
          results.push(done);
        }
        for (const [id, row] of draft) {
          if (row === null) rows.delete(id);
          else write(row);
        }
        return results;
      }, signal),
  };

  function tryOne(operation: Operation, at: Date, draft: Map<string, Row | null>): OperationResult | Refusal {
    if (operation.op === 'create') {
      const row = create(operation.task, at);
      draft.set(row.task.id, row);
      return { op: 'create', id: row.task.id, etag: row.etag, task: row.task };
    }
    const { op, id, ifMatch } = operation;
    const row = refuse(draft.has(id) ? (draft.get(id) ?? undefined) : rows.get(id), ifMatch);
    if (typeof row === 'string') return row;
    if (op === 'delete') {
      draft.set(id, null);
      return { op, id };
    }
    const changed = change(row, operation.task, at);
    draft.set(id, changed);
    return { op, id, etag: changed.etag, task: changed.task };
  }
}

function refuse(row: Row | undefined, ifMatch: Condition): Row | Refusal {
  if (row === undefined) return 'missing';
  return matchesStrongly(ifMatch, row.etag) ? row : 'changed';
}

function changesNothing(task: Task, patch: Patch): boolean {
  return Object.entries(patch).every(([name, value]) => task[name as keyof Patch] === value);
}

function newTask({ title, priority, due }: NewTask, at: Date): Task {
  const createdAt = at.toISOString();
  return { id: uuidAt(at.getTime()), title, status: 'open', priority, due, createdAt, updatedAt: createdAt };
}

/** Version 7 of RFC 9562: 48 bits of milliseconds, and 74 that are random. */
function uuidAt(ms: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
