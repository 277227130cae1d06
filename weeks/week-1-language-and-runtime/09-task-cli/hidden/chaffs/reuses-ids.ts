import { createTaskService as createRight } from '../wheat/index.ts';
import type { Clock, State, Store, TaskService } from '../wheat/types.ts';

export { createFileStore, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createTaskService({ store, clock }: { store: Store; clock: Clock }): TaskService {
  return createRight({
    clock,
    store: {
      read: (signal) => store.read(signal),
      update: (change, signal) =>
        store.update((state) => change({ ...state, nextId: afterLargest(state) }), signal),
    },
  });
}

function afterLargest({ tasks }: State): number {
  return tasks.reduce((next, task) => Math.max(next, task.id + 1), 1);
}
