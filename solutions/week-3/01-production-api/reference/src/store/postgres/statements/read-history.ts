import type { HistoryItem } from '../../../domain/history.ts';
import type { Run } from '../lease.ts';
import { timeAsText } from './task-row.ts';

export function readHistory(run: Run, id: string): Promise<readonly HistoryItem[]> {
  return run<HistoryItem>({
    text: `SELECT op, ${timeAsText('at')} AS at FROM task_history WHERE task_id = $1 ORDER BY id`,
    values: [id],
  });
}
