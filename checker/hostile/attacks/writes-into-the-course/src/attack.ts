import { appendFileSync } from 'node:fs';
import { targets } from './targets.ts';
import { attempt, write } from './tools.ts';

attempt(() => appendFileSync(`${targets.course}/weeks/week-1-walls/01-wall-program/hidden/walls.test.ts`, '\n'));
write(`${targets.course}/weeks/${targets.token}.ts`, targets.token);
