export type Status = 'open' | 'done';
export type Priority = 'low' | 'normal' | 'high';

export interface Draft {
  readonly title: string;
  readonly status: Status;
  readonly priority: Priority;
  readonly due: string | null;
  readonly createdAt: string;
  readonly doneAt: string | null;
}

export interface Task extends Draft {
  readonly id: number;
}

export interface State {
  readonly nextId: number;
  readonly tasks: readonly Task[];
}

export interface Patch {
  readonly title?: string | undefined;
  readonly due?: string | null | undefined;
  readonly priority?: Priority | undefined;
}

export interface Store {
  read(signal: AbortSignal): Promise<State>;
  update(change: (state: State) => State, signal: AbortSignal): Promise<State>;
}

export interface Clock {
  now(): Date;
}
