import { createTaskService as createRight } from '../wheat/index.ts';
import type { Clock, Store, TaskService } from '../wheat/types.ts';

export { createFileStore, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createTaskService(parts: { store: Store; clock: Clock }): TaskService {
  const service = createRight(parts);
  return {
    ...service,
    async importTasks(items, signal) {
      let count = 0;
      for await (const item of items) count += await service.importTasks(only(item), signal);
      return count;
    },
  };
}

async function* only(item: unknown): AsyncGenerator<unknown> {
  yield item;
}
