import type { Task } from './task.ts';

/**
 * What the service needs of a place for tasks. Declared here, by its users: `store` satisfies it without being imported by
 * `http`. These two methods are a beginning; which ones there are is yours to decide. Each is asynchronous, and takes the
 * signal last: the next exercise puts a database behind it.
 */
export interface TaskStore {
  insert(task: Task, signal: AbortSignal): Promise<void>;
  find(id: string, signal: AbortSignal): Promise<Task | null>;
}
