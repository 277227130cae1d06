import type { AppliedMigration } from './schema-state.ts';

/** What this needs of a connection: `pg.ClientBase` has it, and so has a lease's `run` with two lines around it. */
export type Ask = <Row extends object>(text: string) => Promise<readonly Row[]>;

/** In the order of their names. None where nothing was ever migrated; asking leaves nothing behind. */
export async function readApplied(ask: Ask): Promise<readonly AppliedMigration[]> {
  const [found] = await ask<{ there: boolean }>(
    "SELECT to_regclass('public.schema_migrations') IS NOT NULL AS there",
  );
  if (!found?.there) return [];
  return ask<AppliedMigration>('SELECT name, checksum FROM public.schema_migrations ORDER BY name');
}
