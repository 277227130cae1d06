import type { Run } from '../lease.ts';

export async function deleteTasks(run: Run, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await run({ text: 'DELETE FROM tasks WHERE id = ANY($1::uuid[])', values: [ids] });
}
