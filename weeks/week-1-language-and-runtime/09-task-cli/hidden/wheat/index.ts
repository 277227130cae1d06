/** A right implementation of the seam, for the learner's own tests to pass on. Chaffs are made from it. */
export { InvalidTaskError, TaskNotFoundError } from './errors.ts';
export { createFileStore } from './file-store.ts';
export { createTaskService } from './service.ts';
export type { Clock, NewTask, Patch, Priority, State, Store, Task, TaskService } from './types.ts';
