export type { Clock, State, Store, Task, TaskService } from './domain/tasks.ts';
export { createTaskService, InvalidTaskError, TaskNotFoundError } from './domain/tasks.ts';
export { createFileStore } from './store/store.ts';
export type Priority = import('./domain/tasks.ts').Task['priority'];
export type Status = import('./domain/tasks.ts').Task['status'];
