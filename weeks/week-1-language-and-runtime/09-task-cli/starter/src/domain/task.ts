export type Status = 'open' | 'done';
export type Priority = 'low' | 'normal' | 'high';

export interface Task {
  readonly id: number;
  readonly title: string;
  readonly status: Status;
  readonly priority: Priority;
  /** `YYYY-MM-DD`, a day that exists. */
  readonly due: string | null;
  /** RFC 3339 in UTC, as `toISOString()` gives it. */
  readonly createdAt: string;
  /** A time exactly when the status is `done`. */
  readonly doneAt: string | null;
}

export class InvalidTaskError extends Error {
  override readonly name = 'InvalidTaskError';
}

// The rules of a task (what is a title, a date, a priority?) belong here: they are asked by the command line, by imports,
// and by whoever reads the file.
