import type { Change, Refusal, Versioned } from './change.ts';
import type { HistoryItem } from './history.ts';
import type { Priority, Status, Task } from './task.ts';

export interface ListQuery {
  readonly status?: Status;
  readonly priority?: Priority;
  /** Only tasks behind this id. There need not be a task of that id any more. */
  readonly after?: string;
  readonly limit: number;
}

export interface TaskPage {
  readonly tasks: readonly Task[];
  /** Whether there are more behind the last of them. */
  readonly more: boolean;
}

export type Applied =
  | { readonly ok: true; readonly records: readonly (Versioned | null)[] }
  | { readonly ok: false; readonly index: number; readonly refusal: Refusal };

/**
 * What the service needs of a place for tasks. Declared here, by its users: `store` satisfies it, and neither side
 * imports the other. Each method rejects with the signal's reason once that has aborted, and otherwise with a StoreError
 * for what it could foresee.
 */
export interface TaskStore {
  find(id: string, signal: AbortSignal): Promise<Versioned | null>;
  /** Ascending by id, which is the order of creation (see uuid-v7.ts). */
  list(query: ListQuery, signal: AbortSignal): Promise<TaskPage>;
  /** Makes all changes in their order, each on what those before it left, or none. One step for everybody else. */
  apply(changes: readonly Change[], signal: AbortSignal): Promise<Applied>;
  /** All that happened to a task, oldest first, also after its end; null when there never was one of that id. */
  history(id: string, signal: AbortSignal): Promise<readonly HistoryItem[] | null>;
}
