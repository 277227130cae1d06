import { setImmediate } from 'node:timers/promises';
import type { Change, Versioned } from '../domain/change.ts';
import { type Draft, draftChanges } from '../domain/draft.ts';
import type { HistoryItem } from '../domain/history.ts';
import type { Applied, ListQuery, TaskPage, TaskStore } from '../domain/task-store.ts';
import { Mutex } from './mutex.ts';

/**
 * Tasks in a Map. Changes are made in a draft and put in place by one step without an `await`, so readers see all of
 * them or none and need no lock. Writers do: a long draft must not be built on what another one changes meanwhile.
 */
export function createMemoryStore(): TaskStore {
  const records = new Map<string, Versioned>();
  const histories = new Map<string, HistoryItem[]>();
  /** The keys of `records`, ascending. */
  let ids: string[] = [];
  const writing = new Mutex();

  async function find(id: string, signal: AbortSignal): Promise<Versioned | null> {
    signal.throwIfAborted();
    return records.get(id) ?? null;
  }

  async function list({ status, priority, after, limit }: ListQuery, signal: AbortSignal): Promise<TaskPage> {
    signal.throwIfAborted();
    const tasks = [];
    for (let at = after === undefined ? 0 : firstBehind(ids, after); at < ids.length; at++) {
      const task = records.get(ids[at] as string)?.task;
      if (task === undefined) continue;
      if (status !== undefined && task.status !== status) continue;
      if (priority !== undefined && task.priority !== priority) continue;
      if (tasks.length === limit) return { tasks, more: true };
      tasks.push(task);
    }
    return { tasks, more: false };
  }

  async function history(id: string, signal: AbortSignal): Promise<readonly HistoryItem[] | null> {
    signal.throwIfAborted();
    return histories.get(id)?.slice() ?? null;
  }

  async function applyInTurn(changes: readonly Change[], signal: AbortSignal): Promise<Applied> {
    const breathe = async () => {
      await setImmediate();
      signal.throwIfAborted();
    };
    const draft = await draftChanges(changes, (id) => records.get(id) ?? null, breathe);
    if (!draft.ok) return draft;
    commit(draft);
    return { ok: true, records: draft.made };
  }

  /** From here on everything has happened. */
  function commit({ outcome, history }: Draft): void {
    let removed = false;
    let sorted = true;
    for (const [id, record] of outcome) {
      if (record === null) {
        removed = records.delete(id) || removed;
        continue;
      }
      if (!records.has(id)) {
        const last = ids.at(-1);
        sorted = sorted && (last === undefined || last < id);
        ids.push(id);
      }
      records.set(id, record);
    }
    if (removed) ids = ids.filter((id) => records.has(id));
    // Two apps on one store may be a millisecond apart.
    if (!sorted) ids.sort();
    for (const { id, op, at } of history) {
      const items = histories.get(id);
      if (items === undefined) histories.set(id, [{ op, at }]);
      else items.push({ op, at });
    }
  }

  return {
    find,
    list,
    history,
    apply: (changes, signal) => writing.runExclusive(() => applyInTurn(changes, signal), signal),
  };
}

function firstBehind(ids: readonly string[], id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] as string) <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}
