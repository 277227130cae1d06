import { targets } from './targets.ts';
import { write } from './tools.ts';

for (const folder of ['node_modules', 'node_modules/.bin', 'node_modules/.cache', 'node_modules/vitest', 'checker/src'])
  write(`${targets.repository}/${folder}/${targets.token}.js`, targets.token);
