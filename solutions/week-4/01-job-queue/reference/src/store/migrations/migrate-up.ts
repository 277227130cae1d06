import type { ClientBase } from 'pg';
import { readApplied } from './applied-migrations.ts';
import { MigrationError } from './migration-error.ts';
import type { Migration } from './read-migrations.ts';
import { refuseForeign } from './refuse-foreign.ts';
import { compareSchema } from './schema-state.ts';

/** Any number will do, as long as all who migrate this database take the same. */
const lock = 7_201_734;

/**
 * Applies what is pending, each file in a transaction of its own, and tells each name once it stays. Throws a
 * MigrationError for a file that fails, and before anything is applied where the database has seen other files.
 */
export async function migrateUp(
  client: ClientBase,
  files: readonly Migration[],
  onApplied: (name: string) => void,
): Promise<void> {
  // It belongs to the session and ends with it, so nobody has to be trusted to give it back. What stands in the database is
  // looked at behind it: before it, five processes would all see the same empty one.
  await client.query('SELECT pg_advisory_lock($1)', [lock]);
  await client.query(`
    CREATE TABLE IF NOT EXISTS public.schema_migrations (
      name text PRIMARY KEY,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const ask = async <Row extends object>(text: string) => (await client.query<Row>(text)).rows;
  const state = compareSchema(files, await readApplied(ask));
  refuseForeign(state);
  for (const migration of state.pending) {
    await applyMigration(client, migration);
    onApplied(migration.name);
  }
}

async function applyMigration(client: ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    // Without parameters: only then may it be several statements.
    await client.query(sql);
    await client.query('INSERT INTO public.schema_migrations (name, checksum) VALUES ($1, $2)', [
      name,
      checksum,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    // What is left of the transaction ends with the connection at the latest.
    await client.query('ROLLBACK').catch(() => {});
    const said = error instanceof Error ? error.message : String(error);
    throw new MigrationError(`${name}.sql failed, and nothing of it was applied: ${said}`, { cause: error });
  }
}
