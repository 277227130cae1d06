import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { BadEnvironment, list, reader } from './shared.ts';

const command = process.argv[2];
if ((command !== 'up' && command !== 'status') || process.argv.length > 3) {
  console.error('migrate: up or status');
  process.exit(2);
}

let client: Client | null = null;
try {
  const env = reader(process.env);
  const url = env.url();
  const folder = env.folder();
  env.done();
  client = new Client(url);
  await client.connect();
  const names = list(folder) ?? [];
  if (command === 'up') {
    await client.query('select pg_advisory_lock(4711)');
    await client.query(
      'create table if not exists schema_migrations (name text primary key, text text not null)',
    );
  }
  const known = await client.query(`select to_regclass('schema_migrations') is not null as there`);
  const applied = known.rows[0].there
    ? (await client.query('select name, text from schema_migrations')).rows
    : [];
  for (const { name, text } of applied) {
    if (!names.includes(name)) throw new Error(`${name} is applied, and has no file`);
    if (readFileSync(join(folder, `${name}.sql`), 'utf8') !== text) throw new Error(`${name} has changed`);
  }
  for (const name of names) {
    const done = applied.some((migration) => migration.name === name);
    if (command === 'status') console.log(name, done ? 'applied' : 'pending');
    else if (!done) await apply(client, name, readFileSync(join(folder, `${name}.sql`), 'utf8'));
  }
} catch (error) {
  console.error((error as Error).message.split('\n').join(' '));
  process.exitCode = error instanceof BadEnvironment ? 78 : 1;
} finally {
  await client?.end().catch(() => {});
}

async function apply(db: Client, name: string, text: string): Promise<void> {
  await db.query('begin');
  try {
    await db.query(text);
    await db.query('insert into schema_migrations values ($1, $2)', [name, text]);
    await db.query('commit');
    console.log(`${name} applied`);
  } catch (error) {
    await db.query('rollback').catch(() => {});
    throw new Error(`${name}.sql: ${(error as Error).message}`);
  }
}
