import { appendFileSync } from 'node:fs';
import { targets } from './targets.ts';
import { attempt } from './tools.ts';

for (const name of ['.bashrc', '.profile', '.npmrc', '.ssh/authorized_keys'])
  attempt(() => appendFileSync(`${targets.home}/${name}`, `# ${targets.token}\n`));
