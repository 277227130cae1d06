import type { Versioned } from '../../../domain/change.ts';
import type { Run } from '../lease.ts';
import { fromRow, type TaskRow, taskColumns } from './task-row.ts';

/** The tasks as they stand, which nobody else can change before the transaction ends. */
export async function lockTasks(run: Run, ids: readonly string[]): Promise<ReadonlyMap<string, Versioned>> {
  if (ids.length === 0) return new Map();
  // Everybody locks in the same order, so two batches about the same tasks wait for each other, and not in a circle.
  const rows = await run<TaskRow>({
    text: `SELECT ${taskColumns} FROM tasks WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, fromRow(row)]));
}
