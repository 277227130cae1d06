import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { makeCgroup, probeCgroups, removeCgroupsOf } from './cgroup.ts';

const name = `checker-test-${process.pid}`;
const parent = probeCgroups(`${name}-probe`);
if (parent === null) process.stderr.write('control groups are not tested: none can be made here\n');
const joining = 'for file; do echo $$ > "$file"; done; exec "$NODE" -e "$CODE"';

test.skipIf(parent === null)('a group that runs out of memory says so, and what is in it ends', async () => {
  if (parent === null) return;
  const group = makeCgroup(parent, `${name}-memory`, { memoryBytes: 128 * 2 ** 20, tasks: 64 });
  expect(group.ranOutOfMemory()).toBe(false);
  const child = spawn('/bin/sh', ['-c', joining, 'join', ...group.joins], {
    env: { NODE: process.execPath, CODE: 'Buffer.alloc(2 ** 30, 1)' },
    stdio: 'ignore',
  });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  expect(group.ranOutOfMemory()).toBe(true);
  await expect.poll(() => gone(group)).toBe(true);
});

test.skipIf(parent === null)('a group holds no more tasks than it may', async () => {
  if (parent === null) return;
  const group = makeCgroup(parent, `${name}-tasks`, { memoryBytes: 2 ** 30, tasks: 4 });
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      'for file; do echo $$ > "$file"; done; for i in 1 2 3 4 5 6; do sleep 0.01 & done; wait',
      'join',
      ...group.joins,
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data;
  });
  await once(child, 'close');
  expect(said).toMatch(/fork/i);
  await expect.poll(() => gone(group)).toBe(true);
});

test.skipIf(parent === null)('what a killed run left is removed by its name', () => {
  if (parent === null) return;
  const group = makeCgroup(parent, `${name}-left-1`, { memoryBytes: 2 ** 30, tasks: 4 });
  removeCgroupsOf(`${name}-left`);
  expect(group.joins.map((file) => existsSync(dirname(file)))).not.toContain(true);
});

function gone(group: { remove(): void; readonly joins: readonly string[] }): boolean {
  group.remove();
  return group.joins.every((file) => !existsSync(dirname(file)));
}
