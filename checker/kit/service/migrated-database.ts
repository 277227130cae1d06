import { expectRun } from '../expect.ts';
import type { PostgresDatabase, PostgresHost } from '../postgres.ts';
import { createProgram } from '../program.ts';
import type { Scenario } from '../scenario.ts';

/** A fresh database that the learner's own migrations have brought up to date. */
export async function migratedDatabase(
  scenario: Scenario,
  postgres: PostgresHost,
): Promise<PostgresDatabase> {
  const database = await postgres.database();
  const { migrate } = scenario.run.manifest;
  if (migrate === undefined) return database;
  const [entry = '', ...args] = migrate;
  const run = await createProgram(scenario).run(args, { entry, env: { DATABASE_URL: database.url } });
  expectRun(run, {
    code: 0,
    promise: `\`${migrate.join(' ')}\` brings an empty database up to date.`,
    look: 'Run it by hand on an empty database: what does it say? Everything else needs the tables that it makes.',
  });
  return database;
}
