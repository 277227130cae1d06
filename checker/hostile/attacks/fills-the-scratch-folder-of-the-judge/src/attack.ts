import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { attempt } from './tools.ts';

let folder = 'a';
attempt(() => {
  for (let depth = 0; depth < 400; depth += 1) {
    mkdirSync(folder);
    folder += '/aaaaaaa';
  }
});
for (const name of ['-rf', ' ', '\n', '..\\', '\u001b[2J']) attempt(() => writeFileSync(name, ''));
for (const name of ['../tmp', '../home', '.', '..']) attempt(() => chmodSync(name, 0));
