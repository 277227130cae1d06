import type { Clock, Store } from './domain/model.ts';
import { TaskService } from './domain/task-service.ts';
import { JsonFileStore } from './store/json-file-store.ts';

export { InvalidTaskError, TaskNotFoundError } from './domain/errors.ts';
export type { Clock, Priority, State, Status, Store, Task } from './domain/model.ts';
export { TaskService } from './domain/task-service.ts';

export function createTaskService({ store, clock }: { store: Store; clock: Clock }): TaskService {
  return new TaskService(store, clock);
}

export function createFileStore({ path, lock }: { path: string; lock?: boolean }): Store {
  return new JsonFileStore(path, lock ?? true);
}
