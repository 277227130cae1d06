import { closeSync, openSync } from 'node:fs';
import { attempt } from './tools.ts';

attempt(() => {
  for (let count = 0; count < 150_000; count += 1) closeSync(openSync(`f${count}`, 'w'));
});
await new Promise((over) => setTimeout(over, 1500));
