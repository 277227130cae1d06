import { appendFileSync } from 'node:fs';
import { targets } from './targets.ts';
import { attempt } from './tools.ts';

attempt(() => appendFileSync(`${targets.neighbour}/src/main.ts`, `// ${targets.token}`));
