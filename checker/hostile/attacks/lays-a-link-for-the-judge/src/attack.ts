import { symlinkSync } from 'node:fs';
import { targets } from './targets.ts';

symlinkSync(`${targets.course}/weeks/week-1-walls/01-wall-program/hidden/walls.test.ts`, 'laid.txt');
