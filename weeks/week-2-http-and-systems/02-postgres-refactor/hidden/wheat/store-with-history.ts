import { createMemoryStore } from '../../../01-rest-api/hidden/wheat/memory-store.ts';
import type { Condition, Refusal, Store } from '../../../01-rest-api/hidden/wheat/types.ts';

export interface HistoryItem {
  readonly op: 'created' | 'updated' | 'deleted';
  readonly at: string;
}

export interface HistoryStore extends Store {
  /** Null for an id that no task ever had. */
  history(id: string, signal: AbortSignal): Promise<readonly HistoryItem[] | null>;
  remove(id: string, ifMatch: Condition, at: Date, signal: AbortSignal): Promise<'dropped' | Refusal>;
}

/** Where wrong histories differ from this one. */
export interface HistoryHabits {
  readonly told: (items: readonly HistoryItem[]) => readonly HistoryItem[] | null;
  readonly at: (item: HistoryItem, createdAt: string) => string;
  /** Whether a batch that was refused leaves the items of what it had done by then. */
  readonly keepsRefused: boolean;
}

export const usualHistory: HistoryHabits = {
  told: (items) => items,
  at: ({ at }) => at,
  keepsRefused: false,
};

/** A store of rest-api, and beside it what has happened to each task. */
export function createStoreWithHistory(
  right: Store = createMemoryStore(),
  habits: HistoryHabits = usualHistory,
): HistoryStore {
  const histories = new Map<string, HistoryItem[]>();
  const note = (id: string, op: HistoryItem['op'], at: string) => {
    const items = histories.get(id) ?? [];
    items.push({ op, at: habits.at({ op, at }, items[0]?.at ?? at) });
    histories.set(id, items);
  };
  return {
    ...right,
    async history(id, signal) {
      signal.throwIfAborted();
      const items = histories.get(id);
      return items === undefined ? null : habits.told([...items]);
    },
    async add(...all) {
      const made = await right.add(...all);
      note(made.task.id, 'created', made.task.createdAt);
      return made;
    },
    async edit(id, ...rest) {
      const done = await right.edit(id, ...rest);
      if (typeof done !== 'string') note(id, 'updated', done.task.updatedAt);
      return done;
    },
    async remove(id, ifMatch, at, signal) {
      const done = await right.drop(id, ifMatch, signal);
      if (done === 'dropped') note(id, 'deleted', at.toISOString());
      return done;
    },
    async apply(operations, at, signal) {
      const done = await right.apply(operations, at, signal);
      if ('why' in done) {
        if (habits.keepsRefused)
          for (const operation of operations.slice(0, done.index))
            if (operation.op === 'update') note(operation.id, 'updated', at.toISOString());
        return done;
      }
      for (const result of done) {
        if (result.op === 'delete') note(result.id, 'deleted', at.toISOString());
        else if (result.op === 'create') note(result.id, 'created', result.task.createdAt);
        else note(result.id, 'updated', result.task.updatedAt);
      }
      return done;
    },
  };
}
