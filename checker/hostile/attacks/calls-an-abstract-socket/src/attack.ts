import { targets } from './targets.ts';
import { call } from './tools.ts';

await call({ path: targets.abstract }, targets.token);
