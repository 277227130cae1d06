import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { probeContainment, weaknessOfContainment } from './containment.ts';

test('without unshare there are process groups, and the weakness says why', () => {
  const found = probeContainment(tempFolder());
  expect(found).toEqual({ kind: 'process-group', why: 'there is no unshare on this machine' });
  expect(weaknessOfContainment(found)).toBe(
    'A program that detaches itself is found by its folder only, since there is no unshare on this machine.',
  );
});

test('where the system refuses namespaces there are process groups', () => {
  const found = probeContainment(folderWithUnshare('exit 1'));
  expect(found).toEqual({ kind: 'process-group', why: 'this machine does not allow pid namespaces' });
});

test('what works is taken, and weakens nothing', () => {
  const folder = folderWithUnshare('exit 0');
  const found = probeContainment(folder);
  expect(found.kind).toBe('pid-namespace');
  if (found.kind !== 'pid-namespace') return;
  expect(found.prefix[0]).toBe(join(folder, 'unshare'));
  expect(found.prefix).toContain('--kill-child');
  expect(weaknessOfContainment(found)).toBeNull();
});

test('in a real namespace a process is the first and sees no other', (context) => {
  const found = probeContainment(process.env.PATH ?? '');
  if (found.kind !== 'pid-namespace') return context.skip('this machine allows no pid namespaces');
  const [file, ...args] = found.prefix;
  const { stdout } = spawnSync(file, [...args, '/bin/sh', '-c', 'echo $$; ls -d /proc/[0-9]*'], {
    encoding: 'utf8',
  });
  const [pid, ...others] = stdout.trim().split('\n');
  expect(pid).toBe('1');
  expect(others).toContain('/proc/1');
  expect(others).not.toContain(`/proc/${process.pid}`);
});

function folderWithUnshare(script: string): string {
  const folder = join(tempFolder(), 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'unshare'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}
