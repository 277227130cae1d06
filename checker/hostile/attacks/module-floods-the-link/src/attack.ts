import { writeSync } from 'node:fs';
import { attempt } from './tools.ts';

const bytes = Buffer.alloc(2 ** 16, 'x');
for (const number of [3, 4, 5]) attempt(() => {
  for (let count = 0; count < 30_000; count += 1) writeSync(number, bytes);
});
