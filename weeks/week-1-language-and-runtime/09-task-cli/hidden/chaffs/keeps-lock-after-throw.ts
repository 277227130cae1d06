import { createFileStore as createRight } from '../wheat/index.ts';
import type { State, Store } from '../wheat/types.ts';

export { createTaskService, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createFileStore(options: { path: string; lock?: boolean }): Store {
  const store = createRight(options);
  let held = false;
  return {
    read: (signal) => store.read(signal),
    async update(change, signal): Promise<State> {
      if (held) throw new Error(`the lock of ${options.path} was not free`);
      return store.update((state) => {
        held = true;
        const changed = change(state);
        held = false;
        return changed;
      }, signal);
    },
  };
}
