export type Status = 'open' | 'done';
export type Priority = 'low' | 'normal' | 'high';

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly priority: Priority;
  /** `YYYY-MM-DD`, a day that exists. Text and never a Date, so no time zone can move it. */
  readonly due: string | null;
  /** As `toISOString()` gives it. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NewTask {
  readonly title: string;
  readonly due?: string | null;
  readonly priority?: Priority;
}

/** An absent member keeps; `due: null` clears. */
export interface TaskPatch {
  readonly title?: string;
  readonly status?: Status;
  readonly priority?: Priority;
  readonly due?: string | null;
}

export function makeTask({ title, due = null, priority = 'normal' }: NewTask, id: string, now: string): Task {
  return { id, title, status: 'open', priority, due, createdAt: now, updatedAt: now };
}
