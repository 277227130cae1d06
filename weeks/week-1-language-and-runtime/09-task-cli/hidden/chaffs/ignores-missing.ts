import { createTaskService as createRight, TaskNotFoundError } from '../wheat/index.ts';
import type { Clock, Store, TaskService } from '../wheat/types.ts';

export { createFileStore, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createTaskService(parts: { store: Store; clock: Clock }): TaskService {
  const service = createRight(parts);
  return {
    ...service,
    async remove(id, signal) {
      try {
        await service.remove(id, signal);
      } catch (error) {
        if (!(error instanceof TaskNotFoundError)) throw error;
      }
    },
  };
}
