import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { killProcessesNaming, sendSignal } from './leftovers.ts';
import { processesNaming } from './process-table.ts';

test.runIf(process.platform === 'linux')(
  'ends a process that forks without end, and all its children',
  async () => {
    const folder = tempFolder();
    const script = 'echo ready; while :; do sleep 1000 & sleep 0.01; done';
    const child = spawn('/bin/sh', ['-c', script], {
      cwd: folder,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    expect(killProcessesNaming(folder)).toBeGreaterThanOrEqual(1);
    await expect.poll(() => processesNaming(folder)).toEqual([]);
    if (child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
  },
);

test('nobody there is nobody killed', () => {
  expect(killProcessesNaming(join(tempFolder(), 'never-used'))).toBe(0);
});

test('a signal to a process that has gone is no error', async () => {
  const child = spawn('/bin/true', { stdio: 'ignore' });
  await once(child, 'exit');
  expect(() => sendSignal(child.pid as number, 'SIGTERM')).not.toThrow();
});
