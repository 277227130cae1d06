import { Client } from 'pg';
import { ConfigError, readMigrationConfig } from './read-config.ts';
import { readApplied } from './store/migrations/applied-migrations.ts';
import { migrateUp } from './store/migrations/migrate-up.ts';
import { readMigrations } from './store/migrations/read-migrations.ts';
import { refuseForeign } from './store/migrations/refuse-foreign.ts';
import { compareSchema } from './store/migrations/schema-state.ts';

const [command, ...rest] = process.argv.slice(2);
if ((command !== 'up' && command !== 'status') || rest.length > 0) {
  console.error('usage: node src/migrate.ts up | status');
  process.exit(2);
}

try {
  const { databaseUrl, migrationsDir } = readMigrationConfig(process.env);
  const files = readMigrations(migrationsDir);
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  // An error between two statements; the next one rejects.
  client.on('error', () => {});
  await client.connect();
  if (command === 'up') await migrateUp(client, files, (name) => console.log(`${name} applied`));
  else await printStatus(client);
  await client.end();

  async function printStatus(client: Client): Promise<void> {
    const state = compareSchema(files, await readApplied(async (text) => (await client.query(text)).rows));
    const pending = new Set(state.pending.map(({ name }) => name));
    for (const { name } of files) console.log(`${name} ${pending.has(name) ? 'pending' : 'applied'}`);
    refuseForeign(state);
  }
} catch (error) {
  if (error instanceof ConfigError) console.error(error.message);
  else console.error(`migrate ${command}: ${messageOf(error)}`);
  process.exit(1);
}

/** One line, whatever PostgreSQL or the system said; an AggregateError of several addresses says nothing by itself. */
function messageOf(error: unknown): string {
  const { message = '', code = '' } = error as { readonly message?: string; readonly code?: string };
  return (message || code || String(error)).replaceAll(/\s*\n\s*/g, ' ');
}
