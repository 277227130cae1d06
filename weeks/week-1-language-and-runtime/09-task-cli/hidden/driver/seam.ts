/** The seam as the exercise's page describes it; the driver meets the learner's module through it. */
export interface Seam {
  createTaskService(parts: { store: Store; clock: Clock }): TaskService;
  createFileStore(options: { path: string; lock?: boolean }): Store;
  readonly TaskNotFoundError?: ErrorClass;
  readonly InvalidTaskError?: ErrorClass;
}

export interface Store {
  read(signal: AbortSignal): Promise<State>;
  update(change: (state: State) => State, signal: AbortSignal): Promise<State>;
}

export interface Clock {
  now(): Date;
}

export interface State {
  readonly nextId: number;
  readonly tasks: readonly object[];
}

/** Its methods are called by name, as the judge says. */
export type TaskService = object;

export type ErrorClass = new (...args: never[]) => Error;
