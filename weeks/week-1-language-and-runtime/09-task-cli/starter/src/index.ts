// The seams: what your tests and the judge import.
export {
  type Clock,
  createTaskService,
  type NewTask,
  type State,
  type Store,
  TaskNotFoundError,
  type TaskPatch,
  type TaskService,
} from './domain/service.ts';
export { InvalidTaskError, type Priority, type Status, type Task } from './domain/task.ts';
export { createFileStore } from './store/file-store.ts';
