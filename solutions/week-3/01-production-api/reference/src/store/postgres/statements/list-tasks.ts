import type { ListQuery, TaskPage } from '../../../domain/task-store.ts';
import type { Run } from '../lease.ts';
import { fromRow, type TaskRow, taskColumns } from './task-row.ts';

/**
 * One page, by one statement. Each combination of filters has a text of its own, so that each is one range of an index;
 * the one row more than the limit tells whether there is another page.
 */
export async function listTasks(run: Run, { status, priority, after, limit }: ListQuery): Promise<TaskPage> {
  const values: unknown[] = [];
  const conditions = [
    ...(status === undefined ? [] : [`status = $${values.push(status)}`]),
    ...(priority === undefined ? [] : [`priority = $${values.push(priority)}`]),
    ...(after === undefined ? [] : [`id > $${values.push(after)}`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const text = `SELECT ${taskColumns} FROM tasks ${where} ORDER BY id LIMIT $${values.push(limit + 1)}`;
  const rows = await run<TaskRow>({ text, values });
  return { tasks: rows.slice(0, limit).map((row) => fromRow(row).task), more: rows.length > limit };
}
