import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Change, Versioned } from '../../domain/change.ts';
import { draftChanges } from '../../domain/draft.ts';
import type { Applied, TaskStore } from '../../domain/task-store.ts';
import type { Database } from './database.ts';
import { inTransaction } from './in-transaction.ts';
import { Lease, type Run } from './lease.ts';
import { retryTransaction } from './retry-transaction.ts';
import { deleteTasks } from './statements/delete-tasks.ts';
import { findTask } from './statements/find-task.ts';
import { insertHistory } from './statements/insert-history.ts';
import { insertTasks } from './statements/insert-tasks.ts';
import { listTasks } from './statements/list-tasks.ts';
import { lockTasks } from './statements/lock-tasks.ts';
import { readHistory } from './statements/read-history.ts';
import { updateTasks } from './statements/update-tasks.ts';
import { toStoreError } from './to-store-error.ts';

/** Tasks in PostgreSQL. Reads are one statement, and need no transaction; every change is one transaction. */
export function createPostgresStore(database: Database): TaskStore {
  const read = <T>(signal: AbortSignal, work: (run: Run) => Promise<T>) =>
    toStoreError(signal, async () => {
      using lease = await Lease.take(database, signal);
      return await work(lease.run);
    });
  const sleep = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal });

  return {
    find: (id, signal) => read(signal, (run) => findTask(run, id)),
    list: (query, signal) => read(signal, (run) => listTasks(run, query)),
    async history(id, signal) {
      const items = await read(signal, (run) => readHistory(run, id));
      return items.length === 0 ? null : items;
    },
    apply: (changes, signal) =>
      toStoreError(signal, () =>
        retryTransaction(() => inTransaction(database, signal, (run) => apply(run, changes, signal)), {
          sleep,
          signal,
        }),
      ),
  };
}

/** Locks what is to change, makes the changes in memory, and writes what they came to: few statements, however many changes. */
async function apply(run: Run, changes: readonly Change[], signal: AbortSignal): Promise<Applied> {
  const standing = await lockTasks(run, idsOf(changes));
  const breathe = async () => {
    await setImmediate();
    signal.throwIfAborted();
  };
  const draft = await draftChanges(changes, (id) => standing.get(id) ?? null, breathe);
  if (!draft.ok) return draft;

  const added: Versioned[] = [];
  const changed: Versioned[] = [];
  const removed: string[] = [];
  for (const [id, record] of draft.outcome) {
    if (record === null) removed.push(id);
    else if (standing.has(id)) changed.push(record);
    else added.push(record);
  }
  await deleteTasks(run, removed);
  await updateTasks(run, changed);
  await insertTasks(run, added);
  await insertHistory(run, draft.history);
  return { ok: true, records: draft.made };
}

function idsOf(changes: readonly Change[]): readonly string[] {
  return [...new Set(changes.flatMap((change) => (change.op === 'create' ? [] : [change.id])))];
}
