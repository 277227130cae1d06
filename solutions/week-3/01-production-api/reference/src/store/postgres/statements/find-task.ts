import type { Versioned } from '../../../domain/change.ts';
import type { Run } from '../lease.ts';
import { fromRow, type TaskRow, taskColumns } from './task-row.ts';

export async function findTask(run: Run, id: string): Promise<Versioned | null> {
  const [row] = await run<TaskRow>({ text: `SELECT ${taskColumns} FROM tasks WHERE id = $1`, values: [id] });
  return row === undefined ? null : fromRow(row);
}
