import { openSync } from 'node:fs';
import { attempt, shell } from './tools.ts';

shell(`prlimit --pid ${process.pid} --nofile=8192`);
attempt(() => {
  for (let count = 0; count < 2000; count += 1) openSync('/dev/null', 'r');
});
await new Promise((over) => setTimeout(over, 1500));
