import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { withLock } from '../../src/workspace/lock.ts';
import { copyCourse } from '../temp-folder.ts';

const launcher = resolve(import.meta.dirname, '../../bin/checker');

function startTask(root: string, args: readonly string[] = ['task', 'greet']) {
  return spawn(launcher, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, CHECKER_ROOT: root },
  });
}

/** A page much larger than a pipe holds. */
function withLongPage(): string {
  const root = copyCourse();
  const page = Array.from({ length: 20_000 }, (_, index) => `Line ${index}.\n\n`).join('');
  writeFileSync(join(root, 'weeks/week-1-first-steps/01-greet/README.md'), page);
  return root;
}

test('a long page arrives whole through a pipe', async () => {
  const child = startTask(withLongPage());
  const [page, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect(code).toBe(0);
  expect(page).toMatch(/^Line 0\.\n[\s\S]*\nLine 19999\.\n\n {2}File: [\s\S]*\n {2}make start E=greet\n$/);
});

test('a reader that goes away, as in `| head -1`, is no failure', async () => {
  const child = startTask(withLongPage());
  child.stdout.once('data', () => child.stdout.destroy());
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect([code, stderr]).toEqual([0, '']);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s while it waits for the record ends it with 130',
  async (signal) => {
    const root = copyCourse();
    await withLock(root, async () => {
      // The record is locked by us: the checker can only wait. It says nothing until it is interrupted.
      const child = startTask(root, ['start', 'greet']);
      const closed = once(child, 'close');
      await listensToSignals(child.pid ?? 0);
      child.kill(signal);
      const [[code], stderr] = await Promise.all([closed, text(child.stderr)]);
      expect([code, stderr]).toEqual([130, '']);
    });
  },
);

/** Seen from outside: the checker listens to its signals. Node itself catches the others from its start, but not SIGHUP. */
async function listensToSignals(pid: number): Promise<void> {
  for (;;) {
    const caught = /^SigCgt:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    if ((BigInt(`0x${caught}`) & 1n) !== 0n) return;
    await new Promise((turn) => setImmediate(turn));
  }
}
