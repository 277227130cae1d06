import { readdirSync } from 'node:fs';
import { attempt, write } from './tools.ts';

attempt(() => {
  for (const name of readdirSync('/sys/fs/cgroup', { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('memory.max') || name.endsWith('memory.limit_in_bytes')) write(`/sys/fs/cgroup/${name}`, '');
});
const all = Buffer.alloc(2 ** 30, 1);
await new Promise((over) => setTimeout(over, 1500));
if (all.length === 0) throw new Error('empty');
