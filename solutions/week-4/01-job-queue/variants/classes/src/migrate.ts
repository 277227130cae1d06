import { BadVariables, DatabaseConfig } from './service-config.ts';
import { withClient } from './store/database.ts';
import { Migrations } from './store/migrations.ts';

class Program {
  async run(command: string): Promise<void> {
    const config = new DatabaseConfig(process.env);
    const migrations = await Migrations.in(config.migrationsDir);
    const tell = (line: string) => process.stdout.write(`${line}\n`);
    await withClient(config.databaseUrl, (on) =>
      command === 'up' ? migrations.up(on, tell) : migrations.status(on, tell),
    );
  }
}

const command = process.argv[2];
if (command === 'up' || command === 'status') {
  await new Program().run(command).catch((error: Error & { code?: string }) => {
    const isConfig = error instanceof BadVariables;
    const text = error.message || error.code || 'failed';
    process.stderr.write(`${isConfig ? text : text.replaceAll('\n', ' ')}\n`);
    process.exitCode = isConfig ? 78 : 1;
  });
} else {
  process.stderr.write('say up or status\n');
  process.exitCode = 2;
}
