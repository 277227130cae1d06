import type { Priority, Status, Task } from './task.ts';

export interface State {
  readonly nextId: number;
  readonly tasks: readonly Task[];
}

/** What the service needs of a store. Declared here, by its user: `store` satisfies it without being imported. */
export interface Store {
  read(signal: AbortSignal): Promise<State>;
  /** Replaces the state by what the pure `change` makes of it, and resolves to that. May call `change` again. */
  update(change: (state: State) => State, signal: AbortSignal): Promise<State>;
}

export interface Clock {
  now(): Date;
}

export interface NewTask {
  readonly title: string;
  readonly due?: string | null | undefined;
  readonly priority?: Priority | undefined;
}

/** An absent member keeps; `due: null` clears. */
export interface TaskPatch {
  readonly title?: string | undefined;
  readonly due?: string | null | undefined;
  readonly priority?: Priority | undefined;
}

export interface TaskService {
  add(input: NewTask, signal: AbortSignal): Promise<Task>;
  list(filter: { readonly status?: Status | undefined }, signal: AbortSignal): Promise<readonly Task[]>;
  get(id: number, signal: AbortSignal): Promise<Task>;
  edit(id: number, patch: TaskPatch, signal: AbortSignal): Promise<Task>;
  complete(id: number, signal: AbortSignal): Promise<Task>;
  reopen(id: number, signal: AbortSignal): Promise<Task>;
  remove(id: number, signal: AbortSignal): Promise<void>;
  importTasks(items: AsyncIterable<unknown>, signal: AbortSignal): Promise<number>;
}

export class TaskNotFoundError extends Error {
  override readonly name = 'TaskNotFoundError';
}

export function createTaskService(parts: { store: Store; clock: Clock }): TaskService {
  throw new Error(`not written yet: a service on ${Object.keys(parts).join(' and ')}`);
}
