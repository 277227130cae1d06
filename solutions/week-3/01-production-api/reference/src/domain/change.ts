import type { Task, TaskPatch } from './task.ts';

/** A task and how often it was written: 1 when it is new, one more with each change. The ETag is made of it. */
export interface Versioned {
  readonly task: Task;
  readonly version: number;
}

/** The versions that a change may be made to. A list that is empty matches nothing. */
export type Expected = 'any' | readonly number[];

export type Change =
  | { readonly op: 'create'; readonly task: Task }
  | {
      readonly op: 'update';
      readonly id: string;
      readonly expected: Expected;
      readonly patch: TaskPatch;
      /** `updatedAt`, if anything changes. */
      readonly now: string;
    }
  | {
      readonly op: 'delete';
      readonly id: string;
      readonly expected: Expected;
      /** The time that the history tells. */
      readonly now: string;
    };

export type Refusal = 'missing' | 'mismatch';

/** What a change makes of the task it is about: its new record, null for none, or why it cannot be made. Pure. */
export function applyChange(current: Versioned | null, change: Change): Versioned | null | Refusal {
  if (change.op === 'create') return { task: change.task, version: 1 };
  if (current === null) return 'missing';
  if (change.expected !== 'any' && !change.expected.includes(current.version)) return 'mismatch';
  switch (change.op) {
    case 'delete':
      return null;
    case 'update': {
      const task = { ...current.task, ...change.patch, updatedAt: change.now };
      return changes(current.task, change.patch) ? { task, version: current.version + 1 } : current;
    }
    default:
      return change satisfies never;
  }
}

function changes(task: Task, { title, status, priority, due }: TaskPatch): boolean {
  return (
    (title !== undefined && title !== task.title) ||
    (status !== undefined && status !== task.status) ||
    (priority !== undefined && priority !== task.priority) ||
    (due !== undefined && due !== task.due)
  );
}
