import { setTimeout } from 'node:timers/promises';
import { loadDatabaseConfig } from './load-config.ts';
import { openConnection } from './store/connect.ts';
import { applied, migrationsIn, quarrels, up } from './store/migrations.ts';

const [, , command = '', ...more] = process.argv;

async function main(): Promise<readonly string[]> {
  const { databaseUrl, migrationsDir } = loadDatabaseConfig(process.env);
  const migrations = migrationsIn(migrationsDir);
  const { ask, end } = await openConnection(databaseUrl);
  try {
    if (command === 'up') return await up(ask, migrations, () => setTimeout(50));
    const done = await applied(ask);
    for (const { name } of migrations) {
      console.log(name, done.some((row) => row.name === name) ? 'applied' : 'pending');
    }
    return quarrels(migrations, done);
  } finally {
    await end();
  }
}

if ((command === 'up' || command === 'status') && more.length === 0) {
  process.exitCode = await main().then(
    (wrong) => {
      for (const line of wrong) console.error(line);
      return wrong.length === 0 ? 0 : 1;
    },
    (error) => {
      console.error(error.message || error.code || 'cannot reach the database');
      return Array.isArray(error.variables) ? 78 : 1;
    },
  );
} else {
  console.error('usage: migrate up|status');
  process.exitCode = 2;
}
