import { createTaskService as createRight } from '../wheat/index.ts';
import type { Clock, Store, TaskService } from '../wheat/types.ts';

export { createFileStore, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createTaskService({ store, clock }: { store: Store; clock: Clock }): TaskService {
  const never = new AbortController().signal;
  return createRight({
    clock,
    store: { read: () => store.read(never), update: (change) => store.update(change, never) },
  });
}
