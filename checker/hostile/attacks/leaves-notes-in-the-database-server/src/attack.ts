import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { targets } from './targets.ts';
import { attemptAsync, leak } from './tools.ts';

const query = async (text: string, change: (url: URL) => void = () => {}) => {
  const url = new URL(process.env.DATABASE_URL ?? '');
  change(url);
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 1000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(text);
    return JSON.stringify(rows);
  } finally {
    await client.end().catch(() => {});
  }
};
for (const name of ['postgres', 'template1', 'template0']) {
  const elsewhere = (url: URL) => {
    url.pathname = `/${name}`;
  };
  await attemptAsync(async () => {
    const found = await query('SELECT word FROM notes', elsewhere);
    console.log(`found ${/[0-9a-f]{16}/.exec(found)?.[0]}`);
  });
  await attemptAsync(async () => {
    const nonce = randomBytes(8).toString('hex');
    await query(`CREATE TABLE notes AS SELECT '${nonce}' AS word; GRANT ALL ON notes TO public`, elsewhere);
    console.log(`left ${nonce}`);
  });
}
