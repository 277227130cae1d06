import { createTaskService as createRight } from '../wheat/index.ts';
import type { Clock, Store, Task, TaskService } from '../wheat/types.ts';

export { createFileStore, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createTaskService({ store, clock }: { store: Store; clock: Clock }): TaskService {
  return createRight({
    clock,
    store: {
      read: (signal) => store.read(signal),
      update: (change, signal) =>
        store.update((state) => {
          const changed = change(state);
          const tasks = state.tasks as Task[];
          tasks.splice(0, tasks.length, ...changed.tasks);
          return { ...changed, tasks };
        }, signal),
    },
  });
}
