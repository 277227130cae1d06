import { createTaskService as createRight } from '../wheat/index.ts';
import type { Store, TaskService } from '../wheat/types.ts';

export { createFileStore, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createTaskService({ store }: { store: Store }): TaskService {
  return createRight({ store, clock: { now: () => new Date() } });
}
