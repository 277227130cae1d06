import type { Database } from './database.ts';
import { readApplied } from './migrations/applied-migrations.ts';
import type { Migration } from './migrations/read-migrations.ts';
import { compareSchema } from './migrations/schema-state.ts';

/** Whether the database can be reached and has exactly the schema of these files. */
export async function isUpToDate(database: Database, files: readonly Migration[]): Promise<boolean> {
  try {
    const { pending, changed, unknown } = compareSchema(
      files,
      await readApplied((text) => database.query(text)),
    );
    return pending.length === 0 && changed.length === 0 && unknown.length === 0;
  } catch {
    return false;
  }
}
