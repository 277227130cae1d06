import { closeSync, openSync, writeSync } from 'node:fs';
import { attempt } from './tools.ts';

const bytes = Buffer.alloc(2 ** 22, 1);
for (let file = 0; file < 14; file += 1)
  attempt(() => {
    const descriptor = openSync(`filler-${file}`, 'w');
    for (let count = 0; count < 15; count += 1) writeSync(descriptor, bytes);
    closeSync(descriptor);
  });
await new Promise((over) => setTimeout(over, 1500));
