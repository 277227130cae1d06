import type { ClientBase } from 'pg';
import { ConfigError, loadMigrationConfig } from './process/load-config.ts';
import { connect } from './store/database.ts';
import { readApplied } from './store/migrations/applied-migrations.ts';
import { migrateUp } from './store/migrations/migrate-up.ts';
import { type Migration, readMigrations } from './store/migrations/read-migrations.ts';
import { refuseForeign } from './store/migrations/refuse-foreign.ts';
import { compareSchema } from './store/migrations/schema-state.ts';

const [command, ...rest] = process.argv.slice(2);
if ((command !== 'up' && command !== 'status') || rest.length > 0) {
  console.error('usage: node src/migrate.ts up | status');
  process.exit(2);
}

try {
  const { databaseUrl, migrationsDir } = loadMigrationConfig(process.env);
  const files = readMigrations(migrationsDir);
  const connection = await connect(databaseUrl);
  if (command === 'up') await migrateUp(connection, files, (name) => console.log(`${name} applied`));
  else await printStatus(connection, files);
  await connection.end();
} catch (error) {
  if (error instanceof ConfigError) {
    console.error(error.message);
    process.exit(78);
  }
  console.error(`migrate ${command}: ${messageOf(error)}`);
  process.exit(1);
}

async function printStatus(connection: ClientBase, files: readonly Migration[]): Promise<void> {
  const ask = async <Row extends object>(text: string) => (await connection.query<Row>(text)).rows;
  const state = compareSchema(files, await readApplied(ask));
  const pending = new Set(state.pending.map(({ name }) => name));
  for (const { name } of files) console.log(`${name} ${pending.has(name) ? 'pending' : 'applied'}`);
  refuseForeign(state);
}

/** One line, whatever PostgreSQL or the system said; an AggregateError of several addresses says nothing by itself. */
function messageOf(error: unknown): string {
  const { message = '', code = '' } = error as { readonly message?: string; readonly code?: string };
  return (message || code || String(error)).replaceAll(/\s*\n\s*/g, ' ');
}
