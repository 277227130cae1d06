import { Client } from 'pg';
import { DatabaseSettings } from './settings.ts';
import { type Asks, Migrations } from './store/postgres/migrations.ts';

class Program {
  async run(command: string): Promise<void> {
    const settings = new DatabaseSettings(process.env);
    const migrations = await Migrations.in(settings.migrations);
    const client = new Client({ connectionString: settings.url, connectionTimeoutMillis: 5000 });
    client.on('error', () => {});
    await client.connect();
    const on: Asks = {
      ask: async (text, values) =>
        (await (values === undefined ? client.query(text) : client.query(text, [...values]))).rows,
    };
    const tell = (line: string) => process.stdout.write(`${line}\n`);
    try {
      if (command === 'up') await migrations.up(on, tell);
      else await migrations.status(on, tell);
    } finally {
      await client.end();
    }
  }
}

const command = process.argv[2];
if (command === 'up' || command === 'status') {
  await new Program().run(command).catch((error: Error & { code?: string }) => {
    process.stderr.write(`${(error.message || error.code || 'failed').replaceAll('\n', ' ')}\n`);
    process.exitCode = 1;
  });
} else {
  process.stderr.write('say up or status\n');
  process.exitCode = 2;
}
