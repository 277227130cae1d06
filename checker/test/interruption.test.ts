import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../kit/random.ts';
import { processesNaming } from '../src/box/process-table.ts';
import { readProgress } from '../src/progress/record.ts';
import { repository } from '../src/repository.ts';

/**
 * The checker is ended at random moments, gently and not. After its next start at the latest no process and no folder of
 * it may be left, and the learner's record must be sound.
 */
const rounds = 50;
const course = join(import.meta.dirname, 'fixtures/courses/small');
const random = createRandom(20_261_123);
let root: string;
let tmp: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'interrupted-'));
  // As /tmp is: reachable for the user whom root hands boxes to.
  chmodSync(root, 0o755);
  tmp = join(root, 'tmp');
  mkdirSync(tmp);
  for (const part of ['weeks', 'solutions'])
    cpSync(join(course, part), join(root, part), { recursive: true });
  cpSync(join(course, 'solutions/week-1/01-greet/reference'), join(root, 'workspace/greet'), {
    recursive: true,
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a whole check leaves nothing, and its length is known', async () => {
  const { code } = await check(null);
  expect(code).toBe(0);
  expect(leftovers()).toEqual({ processes: [], folders: [] });
});

test(`${rounds} interruptions at random moments`, { timeout: 240_000 }, async () => {
  const started = performance.now();
  await check(null);
  const usualMs = performance.now() - started;
  const codes: (number | string | null)[] = [];
  for (let round = 0; round < rounds; round++) {
    const signal = round % 2 === 0 ? 'SIGINT' : 'SIGKILL';
    const { code } = await check({ signal, afterMs: random.integer(0, Math.ceil(usualMs)) });
    codes.push(code);
    if (signal === 'SIGINT') await expect.poll(processesOfChecker, { timeout: 5000 }).toEqual([]);
    await soundRecord();
  }
  // Ctrl-C is an answer of its own; a check that was through before it came is one too.
  for (const code of codes.filter((_, round) => round % 2 === 0)) expect([130, 0, 'SIGINT']).toContain(code);
  expect(codes).toContain('SIGKILL');
  expect(codes).toContain(130);
  const last = await check(null);
  expect(last.code).toBe(0);
  await expect.poll(processesOfChecker, { timeout: 5000 }).toEqual([]);
  expect(leftovers()).toEqual({ processes: [], folders: [] });
  await soundRecord();
});

async function check(
  kill: { readonly signal: NodeJS.Signals; readonly afterMs: number } | null,
): Promise<{ readonly code: number | string | null }> {
  const child = spawn(join(repository, 'checker/bin/checker'), ['check', 'greet', '--json'], {
    env: { PATH: process.env.PATH, CHECKER_ROOT: root, TMPDIR: tmp, HOME: root },
    stdio: 'ignore',
  });
  const timer = kill === null ? null : setTimeout(() => child.kill(kill.signal), kill.afterMs);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (timer !== null) clearTimeout(timer);
  return { code: code ?? signal };
}

async function soundRecord(): Promise<void> {
  const { progress, setAside } = await readProgress(root);
  expect(setAside).toBeNull();
  expect(Object.keys(progress.exercises)).toEqual(['greet']);
  for (const name of readdirSync(join(root, 'workspace/.checker'))) expect(name).not.toMatch(/damaged/);
  expect(() =>
    JSON.parse(readFileSync(join(root, 'workspace/.checker/progress.json'), 'utf8')),
  ).not.toThrow();
}

function leftovers(): { readonly processes: number[]; readonly folders: string[] } {
  return { processes: processesOfChecker(), folders: readdirSync(tmp) };
}

function processesOfChecker(): number[] {
  return processesNaming(tmp);
}
