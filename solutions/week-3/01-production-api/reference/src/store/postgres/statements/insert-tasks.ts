import type { Versioned } from '../../../domain/change.ts';
import type { Run } from '../lease.ts';

/**
 * Rows go over as columns, one array each: a parameter a column, however many rows there are. A parameter a value would end
 * at 65,535, since the protocol counts them in two bytes.
 */
export async function insertTasks(run: Run, records: readonly Versioned[]): Promise<void> {
  if (records.length === 0) return;
  await run({
    text: `
      INSERT INTO tasks (id, title, status, priority, due, created_at, updated_at, version)
      SELECT * FROM unnest(
        $1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::timestamptz[], $7::timestamptz[], $8::integer[]
      )`,
    values: [
      records.map(({ task }) => task.id),
      records.map(({ task }) => task.title),
      records.map(({ task }) => task.status),
      records.map(({ task }) => task.priority),
      records.map(({ task }) => task.due),
      records.map(({ task }) => task.createdAt),
      records.map(({ task }) => task.updatedAt),
      records.map(({ version }) => version),
    ],
  });
}
