export type Status = 'open' | 'done';
export type Priority = 'low' | 'normal' | 'high';

export type Task = Readonly<{
  id: number;
  title: string;
  status: Status;
  priority: Priority;
  due: string | null;
  createdAt: string;
  doneAt: string | null;
}>;

export type State = Readonly<{ nextId: number; tasks: readonly Task[] }>;
export type Change = (state: State) => State;

export type Store = {
  read: (signal: AbortSignal) => Promise<State>;
  update: (change: Change, signal: AbortSignal) => Promise<State>;
};

export type Clock = { now: () => Date };

export type Patch = Readonly<{
  title?: string | undefined;
  due?: string | null | undefined;
  priority?: Priority | undefined;
}>;
