import { setImmediate as nextTurn } from 'node:timers/promises';
import { createFileStore as createRight } from '../wheat/index.ts';
import type { Store } from '../wheat/types.ts';

export { createTaskService, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createFileStore({ path }: { path: string; lock?: boolean }): Store {
  const store = createRight({ path, lock: false });
  return {
    read: (signal) => store.read(signal),
    async update(change, signal) {
      const state = change(await store.read(signal));
      await nextTurn();
      return store.update(() => state, signal);
    },
  };
}
