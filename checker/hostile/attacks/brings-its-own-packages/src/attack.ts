import { write } from './tools.ts';
import { targets } from './targets.ts';

write(`${process.cwd()}/nothing`, targets.token.slice(0, 2));
