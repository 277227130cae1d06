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
await attemptAsync(async () => query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()'));
await attemptAsync(async () => query('SELECT pg_reload_conf(), pg_rotate_logfile()'));
await Promise.all(Array.from({ length: 60 }, () => attemptAsync(async () => query('SELECT pg_sleep(2)'), 2500)));
