import type { Draft } from '../../../domain/draft.ts';
import type { Run } from '../lease.ts';

/** In the order of the changes, which the identity column keeps. */
export async function insertHistory(run: Run, history: Draft['history']): Promise<void> {
  if (history.length === 0) return;
  await run({
    text: `
      INSERT INTO task_history (task_id, op, at)
      SELECT task_id, op, at
      FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS new (task_id, op, at, place)
      ORDER BY place`,
    values: [history.map(({ id }) => id), history.map(({ op }) => op), history.map(({ at }) => at)],
  });
}
