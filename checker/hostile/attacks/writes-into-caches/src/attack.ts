import { targets } from './targets.ts';
import { write } from './tools.ts';

for (const folder of [targets.cache, `${targets.home}/.cache/npm`, `${targets.repository}/node_modules/.cache`, `${targets.repository}/node_modules/.vite`])
  write(`${folder}/${targets.token}`, targets.token);
