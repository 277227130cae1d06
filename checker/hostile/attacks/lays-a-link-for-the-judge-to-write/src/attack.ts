import { rmSync, symlinkSync } from 'node:fs';
import { targets } from './targets.ts';
import { attempt } from './tools.ts';

for (const name of ['laid.txt', 'home', 'tmp', 'in.txt', 'written.txt']) {
  attempt(() => rmSync(name, { recursive: true }));
  attempt(() => symlinkSync(`${targets.home}/.npmrc`, name));
}
