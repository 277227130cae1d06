import { expectRun } from '../expect.ts';
import type { PostgresDatabase, PostgresHost, PostgresTemplates } from '../postgres.ts';
import { createProgram } from '../program.ts';
import type { Scenario } from '../scenario.ts';

/**
 * A fresh database that the learner's own migrations have brought up to date. They do so once for all scenarios, which get
 * copies of what came out; where they fail, they are run again for each, so that each can tell.
 */
export async function migratedDatabase(
  scenario: Scenario,
  postgres: PostgresHost & PostgresTemplates,
): Promise<PostgresDatabase> {
  const { migrate } = scenario.run.manifest;
  if (migrate === undefined) return postgres.database();
  const [entry = '', ...args] = migrate;
  const { database, filled } = await postgres.databaseLike(async (url) => {
    const run = await createProgram(scenario).run(args, { entry, env: { DATABASE_URL: url } });
    expectRun(run, {
      code: 0,
      promise: `\`${migrate.join(' ')}\` brings an empty database up to date.`,
      look: 'Run it by hand on an empty database: what does it say? Everything else needs the tables that it makes.',
    });
  });
  if (!filled) scenario.note({ kind: 'note', text: `a fresh database, after \`${migrate.join(' ')}\`` });
  return database;
}
