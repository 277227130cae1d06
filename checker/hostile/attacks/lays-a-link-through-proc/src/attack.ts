import { symlinkSync } from 'node:fs';
import { targets } from './targets.ts';

symlinkSync(`/proc/self/root${targets.neighbour}/src/main.ts`, 'laid.txt');
