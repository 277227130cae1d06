import { Client } from 'pg';

// The second program of this exercise: `node src/migrate.ts up` and `node src/migrate.ts status`. As it stands it connects,
// asks the server who it is, and says that it migrates nothing. What the page asks for:
// - the commands, and exit code 2 for anything else;
// - the files of MIGRATIONS_DIR in order, each in one transaction together with its record;
// - one at a time, whoever else runs `up`;
// - a word about what was changed, is gone, or failed, and exit code 1.

const client = new Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
const { rows } = await client.query<{ version: string }>('SELECT version() AS version');
await client.end();
console.error(`connected to ${rows[0]?.version}; nothing is migrated yet`);
process.exitCode = 1;
