import type { NewTask, Task } from '../domain/task.ts';
import type { ReadTask } from '../domain/task-read.ts';
import type { TaskStore } from '../domain/task-store.ts';
import type { Exchange } from './exchange.ts';
import type { Reply } from './reply.ts';

/** What one method of one route does. `id` is the path's last segment where the route has one. */
export type Handler = (exchange: Exchange, id: string) => Reply | Promise<Reply>;

/** What handlers work with. */
export interface Tools {
  readonly store: TaskStore;
  /** One task, to be shown. */
  readonly read: ReadTask;
  /** A new task, with an id and the time. */
  makeTask(body: NewTask): Task;
  /** The time as text. */
  now(): string;
  readonly maxBodyBytes: number;
}
