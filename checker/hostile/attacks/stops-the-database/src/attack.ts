import { query } from './query.ts';
import { attemptAsync } from './tools.ts';

await attemptAsync(async () => query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()'));
await attemptAsync(async () => query('SELECT pg_reload_conf(), pg_rotate_logfile()'));
await Promise.all(Array.from({ length: 60 }, () => attemptAsync(async () => query('SELECT pg_sleep(2)'), 2500)));
