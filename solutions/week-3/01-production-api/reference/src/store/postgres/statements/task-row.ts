import type { Versioned } from '../../../domain/change.ts';
import type { Task } from '../../../domain/task.ts';

/** A task as a row of text: what `pg` would make of `date` and `timestamptz` has lost the day or the microseconds. */
export interface TaskRow extends Task {
  readonly version: number;
}

/** Times in UTC, with the three digits that `toISOString()` has, whatever the time zone of the session. */
export function timeAsText(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

export const taskColumns: string = `
  id, title, status, priority, to_char(due, 'YYYY-MM-DD') AS due,
  ${timeAsText('created_at')} AS "createdAt", ${timeAsText('updated_at')} AS "updatedAt", version`;

export function fromRow({ version, ...task }: TaskRow): Versioned {
  return { task, version };
}
