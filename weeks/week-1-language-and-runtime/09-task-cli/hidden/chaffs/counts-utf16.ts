import { createTaskService as createRight, InvalidTaskError } from '../wheat/index.ts';
import type { Clock, Store, TaskService } from '../wheat/types.ts';

export { createFileStore, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createTaskService(parts: { store: Store; clock: Clock }): TaskService {
  const service = createRight(parts);
  return {
    ...service,
    async add(input, signal) {
      if (input.title.trim().length > 200)
        throw new InvalidTaskError('the title is longer than 200 characters');
      return service.add(input, signal);
    },
  };
}
