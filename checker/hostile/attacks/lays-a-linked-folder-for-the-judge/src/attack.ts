import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { targets } from './targets.ts';
import { attempt } from './tools.ts';

attempt(() => {
  const work = process.cwd();
  process.chdir('..');
  renameSync(work, `${work}-away`);
  symlinkSync(`${targets.neighbour}/src`, work);
});
attempt(() => symlinkSync(`${targets.neighbour}/src/main.ts`, 'work-away/laid.txt'));
attempt(() => rmSync('work-away/nothing'));
