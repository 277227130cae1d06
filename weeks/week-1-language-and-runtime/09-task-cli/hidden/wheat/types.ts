export type Priority = 'low' | 'normal' | 'high';

export interface Task {
  readonly id: number;
  readonly title: string;
  readonly status: 'open' | 'done';
  readonly priority: Priority;
  readonly due: string | null;
  readonly createdAt: string;
  readonly doneAt: string | null;
}

export interface State {
  readonly nextId: number;
  readonly tasks: readonly Task[];
}

export interface Store {
  read(signal: AbortSignal): Promise<State>;
  update(change: (state: State) => State, signal: AbortSignal): Promise<State>;
}

export interface Clock {
  now(): Date;
}

export interface NewTask {
  readonly title: string;
  readonly due?: string | null;
  readonly priority?: Priority;
}

export type Patch = Partial<NewTask>;

export interface TaskService {
  add(input: NewTask, signal: AbortSignal): Promise<Task>;
  list(filter: { readonly status?: Task['status'] }, signal: AbortSignal): Promise<readonly Task[]>;
  get(id: number, signal: AbortSignal): Promise<Task>;
  edit(id: number, patch: Patch, signal: AbortSignal): Promise<Task>;
  complete(id: number, signal: AbortSignal): Promise<Task>;
  reopen(id: number, signal: AbortSignal): Promise<Task>;
  remove(id: number, signal: AbortSignal): Promise<void>;
  importTasks(items: AsyncIterable<unknown>, signal: AbortSignal): Promise<number>;
}
