import type { Versioned } from '../../../domain/change.ts';
import type { Run } from '../lease.ts';

export async function updateTasks(run: Run, records: readonly Versioned[]): Promise<void> {
  if (records.length === 0) return;
  await run({
    text: `
      UPDATE tasks
      SET title = new.title, status = new.status, priority = new.priority, due = new.due,
        updated_at = new.updated_at, version = new.version
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::timestamptz[], $7::integer[])
        AS new (id, title, status, priority, due, updated_at, version)
      WHERE tasks.id = new.id`,
    values: [
      records.map(({ task }) => task.id),
      records.map(({ task }) => task.title),
      records.map(({ task }) => task.status),
      records.map(({ task }) => task.priority),
      records.map(({ task }) => task.due),
      records.map(({ task }) => task.updatedAt),
      records.map(({ version }) => version),
    ],
  });
}
