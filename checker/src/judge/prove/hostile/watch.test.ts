import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { watchProcesses } from './watch.ts';

async function start(args: readonly string[], env = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], env });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

const starts = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, [process.env.PROGRAM], { stdio: 'inherit', env: {} });
`;
const waits = 'console.log("ready"); setInterval(() => {}, 1000)';

test('what is judged is watched whoever started it: a container is no child of the judge', async () => {
  const place = tempFolder();
  const program = join(place, 'box/app/src/main.js');
  mkdirSync(join(program, '..'), { recursive: true });
  writeFileSync(program, waits);
  const before = await start([program]);
  const judge = await start(['-e', waits]);
  const watch = watchProcesses(judge.pid ?? 0, place);
  const container = await start(['-e', starts], { CHECKER_RUN: join(place, 'run'), PROGRAM: program });
  await expect.poll(() => watch.survivors().length).toBe(2);
  expect(watch.survivors()).toContain(container.pid);
  for (const pid of watch.survivors()) process.kill(pid, 'SIGKILL');
  await expect.poll(watch.survivors).toEqual([]);
  const seen = watch.stop();
  expect(seen.processes).toBe(1);
  expect(seen.memoryBytes).toBeGreaterThan(2 ** 20);
  expect(before.exitCode).toBeNull();
});
