import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { makeFolderElsewhere } from './elsewhere.ts';
import { readProcess } from './process-table.ts';
import { openRunFolder, sweepDeadRuns } from './run-folder.ts';

const linux = process.platform === 'linux';

test('makes a folder that names its owner, and takes it away with all that is in it', () => {
  const parent = tempFolder();
  const run = openRunFolder(parent);
  const started = readProcess(process.pid)?.startTicks ?? 0;
  expect(run.path).toContain(`/checker-run-${process.pid}-${started}-`);
  mkdirSync(join(run.path, 'deep/deeper'), { recursive: true });
  run[Symbol.dispose]();
  expect(readdirSync(parent)).toEqual([]);
});

test.runIf(process.getuid?.() === 0)('others may pass through a folder of root’s, and not list it', () => {
  using run = openRunFolder(tempFolder());
  expect(statSync(run.path).mode & 0o777).toBe(0o711);
});

test.runIf(linux)(
  'ends the processes of a dead run and removes its folders, also those elsewhere',
  async () => {
    const parent = tempFolder();
    const dead = deadRun(parent, 'killed');
    const elsewhere = makeFolderElsewhere(dead, dead);
    const child = startedFor(dead);
    expect(sweepDeadRuns(parent)).toBe(1);
    expect(await endOf(child)).toBe('SIGKILL');
    expect(existsSync(dead)).toBe(false);
    if (elsewhere !== null) expect(existsSync(elsewhere)).toBe(false);
  },
);

test.runIf(linux)(
  'closing a run ends who detached itself, found by its working directory alone',
  async () => {
    const run = openRunFolder(tempFolder());
    const child = spawn('/bin/sleep', ['1000'], { cwd: run.path, env: {}, detached: true, stdio: 'ignore' });
    await once(child, 'spawn');
    run[Symbol.dispose]();
    expect(await endOf(child)).toBe('SIGKILL');
  },
);

test.runIf(linux)('opening a run sweeps first', () => {
  const parent = tempFolder();
  const dead = deadRun(parent, 'killed');
  using run = openRunFolder(parent);
  expect(existsSync(dead)).toBe(false);
  expect(existsSync(run.path)).toBe(true);
});

test('leaves a living owner alone, with its processes', async () => {
  const parent = tempFolder();
  using run = openRunFolder(parent);
  const child = startedFor(run.path);
  expect(sweepDeadRuns(parent)).toBe(0);
  expect(existsSync(run.path)).toBe(true);
  expect(child.exitCode ?? child.signalCode).toBeNull();
});

test.runIf(linux)('a pid that belongs to somebody else by now is no owner: start times tell', () => {
  const parent = tempFolder();
  const path = runWith(parent, 'reused', {
    pid: process.pid,
    startTicks: (readProcess(process.pid)?.startTicks ?? 0) - 1,
  });
  expect(sweepDeadRuns(parent)).toBe(1);
  expect(existsSync(path)).toBe(false);
});

test('a run that was killed while it made or removed its folder leaves one that is found', () => {
  const parent = tempFolder();
  const empty = deadRun(parent, 'just-made');
  const half = deadRun(parent, 'half-removed');
  mkdirSync(join(half, 'submission-1/app'), { recursive: true });
  expect(sweepDeadRuns(parent)).toBe(2);
  expect([existsSync(empty), existsSync(half)]).toEqual([false, false]);
});

test('what others keep in the same place is not touched', () => {
  const parent = tempFolder();
  mkdirSync(join(parent, 'somebody-elses-run'));
  mkdirSync(join(parent, 'checker-run-of-nobody'));
  writeFileSync(join(parent, 'notes.txt'), '');
  expect(sweepDeadRuns(parent)).toBe(0);
  expect(readdirSync(parent).sort()).toEqual(['checker-run-of-nobody', 'notes.txt', 'somebody-elses-run']);
});

/** The folder of a run whose owner has ended. */
function deadRun(parent: string, name: string): string {
  const { pid } = spawnSync('/bin/true');
  return runWith(parent, name, { pid, startTicks: 1 });
}

function runWith(
  parent: string,
  name: string,
  { pid, startTicks }: { readonly pid: number; readonly startTicks: number },
): string {
  const path = join(parent, `checker-run-${pid}-${startTicks}-${name}`);
  mkdirSync(path);
  return path;
}

function startedFor(folder: string): ChildProcess {
  const child = spawn('/bin/sleep', ['1000'], {
    env: { TMPDIR: join(folder, 'box-1/tmp') },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function endOf(child: ChildProcess): Promise<string | null> {
  if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
  return child.signalCode;
}
