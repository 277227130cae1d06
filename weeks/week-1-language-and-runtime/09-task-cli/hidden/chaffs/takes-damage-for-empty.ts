import { rm } from 'node:fs/promises';
import { createFileStore as createRight } from '../wheat/index.ts';
import type { State, Store } from '../wheat/types.ts';

export { createTaskService, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createFileStore(options: { path: string; lock?: boolean }): Store {
  const store = createRight(options);
  return {
    read: (signal) => store.read(signal).catch(emptyIfDamaged),
    async update(change, signal) {
      const before = await store.read(signal).catch(emptyIfDamaged);
      if (before === empty) await rm(options.path, { force: true });
      return store.update(change, signal);
    },
  };
}

const empty: State = Object.freeze({ nextId: 1, tasks: [] });

function emptyIfDamaged(error: unknown): State {
  if (error instanceof Error && error.message.includes('damaged')) return empty;
  throw error;
}
