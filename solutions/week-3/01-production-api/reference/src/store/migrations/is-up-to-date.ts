import type { Database } from '../postgres/database.ts';
import { Lease } from '../postgres/lease.ts';
import { readApplied } from './applied-migrations.ts';
import type { Migration } from './read-migrations.ts';
import { compareSchema } from './schema-state.ts';

/** Whether the database can be reached and has exactly the schema of these files. Rejects where it cannot be asked. */
export async function isUpToDate(
  database: Database,
  files: readonly Migration[],
  signal: AbortSignal,
): Promise<boolean> {
  using lease = await Lease.take(database, signal);
  const applied = await readApplied((text) => lease.run({ text }));
  const { pending, changed, unknown } = compareSchema(files, applied);
  return pending.length === 0 && changed.length === 0 && unknown.length === 0;
}
