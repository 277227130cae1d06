import { readdirSync, statSync } from 'node:fs';
import { targets } from './targets.ts';
import { attempt, read } from './tools.ts';

for (const pid of [targets.bystander.pid, targets.judge.pid, process.ppid]) {
  attempt(() => {
    for (const name of readdirSync(`/proc/${pid}/fd`)) {
      const file = `/proc/${pid}/fd/${name}`;
      attempt(() => statSync(file).isFile() && read(file));
    }
  });
}
