import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { probeBubblewrap } from '../box/bubblewrap/probe-bubblewrap.ts';
import { readProcessTable } from '../box/process-table.ts';
import { loadCourse } from '../course/load-course.ts';
import { repository } from '../repository.ts';
import { openJudge } from './judge.ts';

const setup = {
  repository,
  node: process.execPath,
  path: process.env.PATH ?? '',
  tmp: process.env.TMPDIR ?? '/tmp',
  now: () => new Date(),
};
const probe = probeBubblewrap(setup);
if (probe.kind === 'unavailable') process.stderr.write(`bubblewrap is not tested: ${probe.why}\n`);

/** Of each a pattern of its command line; they all carry the folder of the run. */
const parts = {
  'the first process of a box': /^\/bin\/cat$/,
  'the bubblewrap of a box': /bwrap .*--info-fd/,
  'what brings a program into a box': /^\S*nsenter --target/,
  'the judging process': /workers\/forks\.js/,
  'the bubblewrap of a judging process': /bwrap .*--unshare-net/,
};

test.skipIf(probe.kind === 'unavailable').each(Object.entries(parts))(
  'whoever kills %s charges nobody: it is inconclusive, and the judge goes on',
  { timeout: 60_000 },
  async (_name, pattern) => {
    const [exercise] = (await loadCourse(join(repository, 'checker/test/fixtures/courses/trials'))).exercises;
    if (exercise === undefined) throw new Error('the trials are gone');
    const submission = join(exercise.folder, 'starter');
    await using judge = await openJudge({ ...setup, isolation: 'bubblewrap' });
    const over = new AbortController();
    const killing = killWhatMatches(pattern, judge.folder, over.signal);
    const { results } = await judge.judge(exercise, submission, { only: ['waits-for-program'] });
    over.abort();
    expect(await killing).toBeGreaterThan(0);
    expect(results.map(({ verdict }) => verdict.kind)).toEqual(['inconclusive']);
    const after = await judge.judge(exercise, submission, { only: ['passes'] });
    expect(after.results.map(({ verdict }) => verdict.kind)).toEqual(['passed']);
  },
);

/** Kills each process of the run that matches, as long as it is not told to stop: what failed is tried a second time. */
async function killWhatMatches(pattern: RegExp, folder: string, signal: AbortSignal): Promise<number> {
  const killed = new Set<number>();
  while (!signal.aborted) {
    const rows = readProcessTable() ?? [];
    for (const { pid, parent, state } of rows) {
      if (state === 'Z' || killed.has(pid) || !pattern.test(commandOf(pid))) continue;
      if (!`${commandOf(pid)} ${commandOf(parent)}`.includes(folder)) continue;
      // A program that it was killed with has begun: its ending is what must not be believed.
      if (!rows.some((row) => commandOf(row.pid).includes('main.js wait'))) continue;
      try {
        process.kill(pid, 'SIGKILL');
        killed.add(pid);
      } catch {
        // It ended by itself.
      }
    }
    await sleep(20);
  }
  return killed.size;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  } catch {
    return '';
  }
}
