import { targets } from './targets.ts';
import { readAll } from './tools.ts';

readAll(`${targets.neighbour}/..`);
