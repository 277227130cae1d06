export { createTaskService, type TaskService } from './domain/create-task-service.ts';
export { InvalidTaskError, TaskNotFoundError } from './domain/errors.ts';
export type { Clock, Priority, State, Status, Store, Task } from './domain/types.ts';
export { createFileStore } from './store/create-file-store.ts';
