import { createTaskService as createRight } from '../wheat/index.ts';
import type { Clock, Store, TaskService } from '../wheat/types.ts';

export { createFileStore, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createTaskService(parts: { store: Store; clock: Clock }): TaskService {
  const service = createRight(parts);
  return {
    ...service,
    edit: (id, patch, signal) => service.edit(id, { ...patch, due: patch.due ?? null }, signal),
  };
}
