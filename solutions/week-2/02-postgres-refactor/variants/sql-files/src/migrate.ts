import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { databaseFrom } from './settings.ts';
import { applied, migrationsIn, quarrels, up } from './store/migrations.ts';
import type { Ask } from './store/session.ts';

const [, , command = ''] = process.argv;

async function main(): Promise<readonly string[]> {
  const { databaseUrl, migrationsDir } = databaseFrom(process.env);
  const migrations = migrationsIn(migrationsDir);
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 8000 });
  client.on('error', () => {});
  await client.connect();
  const ask: Ask = async (text, ...values) =>
    (await (values.length === 0 ? client.query(text) : client.query(text, [...values]))).rows;
  try {
    if (command === 'up') return await up(ask, migrations, () => setTimeout(50));
    const done = await applied(ask);
    for (const { name } of migrations) {
      console.log(name, done.some((row) => row.name === name) ? 'applied' : 'pending');
    }
    return quarrels(migrations, done);
  } finally {
    await client.end();
  }
}

if (command === 'up' || command === 'status') {
  const wrong = await main().catch((error) => [error.message || error.code || 'cannot reach the database']);
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} else {
  console.error('usage: migrate up|status');
  process.exitCode = 2;
}
