export type Status = 'open' | 'done';
export type Priority = 'low' | 'normal' | 'high';

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly priority: Priority;
  /** `YYYY-MM-DD`, a day that exists. */
  readonly due: string | null;
  /** As `toISOString()` gives it. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

// The rules of a task (what is a title, a date, a priority?) belong here: they are asked by POST, by PATCH and by every
// operation of a batch, each with another JSON pointer in front.
