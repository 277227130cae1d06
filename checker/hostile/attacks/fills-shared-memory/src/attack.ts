import { appendFileSync } from 'node:fs';
import { targets } from './targets.ts';
import { attempt } from './tools.ts';

const bytes = Buffer.alloc(2 ** 20, 1);
attempt(() => {
  for (let count = 0; count < 200; count += 1) appendFileSync(`/dev/shm/${targets.token}`, bytes);
});
