export type Status = 'open' | 'done';
export type Priority = 'low' | 'normal' | 'high';

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly priority: Priority;
  readonly due: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type TaskFields = Pick<Task, 'title' | 'status' | 'priority' | 'due'>;

export interface Clock {
  now(): Date;
}

/** A task with the tag of its present state. */
export interface Tagged {
  readonly task: Task;
  readonly etag: string;
}

/** Which states of a task a change may be made to. */
export interface Precondition {
  allows(etag: string): boolean;
}

export type Command =
  | { readonly op: 'create'; readonly fields: TaskFields }
  | {
      readonly op: 'update';
      readonly id: string;
      readonly when: Precondition;
      readonly fields: Partial<TaskFields>;
    }
  | { readonly op: 'delete'; readonly id: string; readonly when: Precondition };

export interface Query {
  readonly status: Status | undefined;
  readonly priority: Priority | undefined;
  /** The end of an earlier page, as the repository called it. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface Listing {
  readonly tasks: readonly Task[];
  /** Where the page ends: the repository's own word, made of `\w`, dots and hyphens. */
  readonly end: string;
}

export interface HistoryEntry {
  readonly op: 'created' | 'updated' | 'deleted';
  readonly at: string;
}

export interface TaskRepository {
  get(id: string, signal: AbortSignal): Promise<Tagged>;
  query(query: Query, signal: AbortSignal): Promise<Listing>;
  history(id: string, signal: AbortSignal): Promise<readonly HistoryEntry[]>;
  /** All or none. Resolves to what each left behind, undefined for a delete. */
  execute(commands: readonly Command[], stamp: Stamp, signal: AbortSignal): Promise<(Tagged | undefined)[]>;
}

/** What one task looks like, and where that was learnt; `source` is missing where there is no cache. */
export interface Sight {
  readonly tagged: Tagged | undefined;
  readonly source?: 'hit' | 'miss' | 'bypass';
}

/** Wants to hear of changes, behind their COMMIT and before anybody else does. Never rejects. */
export interface ChangeListener {
  /** Undefined for a task that is gone. */
  changed(states: ReadonlyMap<string, Tagged | undefined>): Promise<void>;
}

/** Makes what is new about a task. */
export interface Stamp {
  time(): string;
  id(): string;
}

export class TaskMissing extends Error {
  override readonly name = 'TaskMissing';
  readonly index: number;
  constructor(index = 0) {
    super('there is no such task');
    this.index = index;
  }
}

export class TaskChanged extends Error {
  override readonly name = 'TaskChanged';
  readonly index: number;
  constructor(index = 0) {
    super('the task is in another state');
    this.index = index;
  }
}

/** A place in a list that this repository never named. */
export class UnknownPlace extends Error {
  override readonly name = 'UnknownPlace';
}

export type Trouble = 'conflict' | 'invalid' | 'unavailable' | 'cancelled' | 'unexpected';

/** The repository could not do it. */
export class RepositoryError extends Error {
  override readonly name = 'RepositoryError';
  readonly trouble: Trouble;
  readonly code: string | undefined;
  constructor(trouble: Trouble, cause: unknown, code?: string) {
    super(`the repository says: ${trouble}`, { cause });
    this.trouble = trouble;
    this.code = code;
  }
}
