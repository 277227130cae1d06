import { writeSync } from 'node:fs';
import { attempt } from './tools.ts';

for (const number of [3, 4, 5, 6, 7, 8])
  for (const id of [1, 2, 3]) {
    const message = JSON.stringify({ jsonrpc: '2.0', id, result: 'harmless guess' });
    attempt(() => writeSync(number, `${message}\n`));
    attempt(() => writeSync(number, `0000000000000000 ${id} ${message}\n`));
  }
