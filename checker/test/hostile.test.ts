import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Containment } from '../src/box/containment.ts';
import { probeContainment } from '../src/box/containment.ts';
import type { Exercise } from '../src/course/course.ts';
import { loadCourse } from '../src/course/load-course.ts';
import { type Judge, openJudge } from '../src/judge/judge.ts';
import type { JudgeResult, Verdict } from '../src/judge/verdict.ts';
import { repository } from '../src/repository.ts';

/**
 * Submissions that do harm. Each must get a verdict that names what it did, in bounded time, and leave nothing behind.
 * They are judged by the small course's `greet`, with limits short enough for a test.
 */
const corpus = join(import.meta.dirname, 'fixtures/hostile');
const limits = { wallSeconds: 9, cpuSeconds: 1, memoryMiB: 256, processes: 24, fileMiB: 16 };
const boundMs = 60_000;

interface Case {
  /** What the failure of `greets` must say, in its expectation, observation or limits; null: `greets` passes. */
  readonly tells: RegExp | null;
}

const cases: Readonly<Record<string, Case>> = {
  spins: { tells: /cpu limit \(1 s\)|still running after 3 s/ },
  'waits-for-ever': { tells: /still running after 3 s/ },
  'exits-at-once': { tells: /nothing \(empty\)/ },
  'ignores-sigterm': { tells: /still running after 3 s/ },
  'prints-100-mb': { tells: /1 MiB of stdout/ },
  'leaves-children': { tells: null },
  'forks-without-end': { tells: /(processes|memory) limit/ },
  'eats-memory': { tells: /memory limit \(256 MiB\)/ },
  'fills-the-disk': { tells: /EFBIG|file too large/i },
  'deletes-its-folder': { tells: null },
  'writes-control-sequences': { tells: /u001b/ },
  'writes-garbage': { tells: /stdout/ },
  'throws-at-import': { tells: /broken from the start/ },
  'kills-its-judge': { tells: /still running after 3 s/ },
  'stops-itself': { tells: /still running after 3 s/ },
  'is-not-typescript': { tells: /"main.ts"|src\/main\.ts/ },
  'has-no-entry': { tells: /src\/main\.ts.*missing/ },
};

describe.each([
  ['what this machine allows', undefined],
  ['process groups alone', { kind: 'process-group', why: 'the test says so' } satisfies Containment],
])('contained by %s', (_, containment) => {
  let tmp: string;
  let judge: Judge;
  let exercise: Exercise;

  beforeAll(async () => {
    tmp = await mkdtemp(join(tmpdir(), 'hostile-'));
    // As /tmp is: reachable for the user whom root hands boxes to.
    await chmod(tmp, 0o755);
    const course = await loadCourse(join(import.meta.dirname, 'fixtures/courses/small'));
    const greet = course.exercises.find(({ id }) => id === 'greet');
    if (greet === undefined) throw new Error('the small course has no greet');
    exercise = {
      ...greet,
      manifest: { ...greet.manifest, permission: 'off', limits: { ...greet.manifest.limits, ...limits } },
    };
    judge = await openJudge({
      repository,
      node: process.execPath,
      path: process.env.PATH ?? '',
      tmp,
      now: () => new Date(),
      ...(containment === undefined ? {} : { containment }),
    });
  });
  afterAll(async () => {
    await judge[Symbol.asyncDispose]();
    expect(await readdir(tmp)).toEqual([]);
    await rm(tmp, { recursive: true });
  });

  test('the corpus and the table agree', () => {
    expect(readdirSync(corpus).sort()).toEqual(Object.keys(cases).sort());
  });

  test.each(Object.entries(cases))('%s', { timeout: boundMs }, async (name, { tells }) => {
    const result = await judge.judge(exercise, join(corpus, name), { seed: 1 });
    expect(result.results.map(({ slug }) => slug)).toEqual(
      exercise.manifest.requirements.map(({ slug }) => slug),
    );
    const verdict = verdictOf(result, 'greets');
    if (tells === null) expect(verdict.kind).toBe('passed');
    else expect(textOf(verdict)).toMatch(tells);
    for (const { verdict: each } of result.results) expect(each.kind).not.toBe('inconclusive');
    // A process that cleared its own environment and left for the root folder is beyond process groups.
    const forgetful = containment !== undefined && name === 'leaves-children';
    await nobodyCarries('hostile-marker', forgetful);
  });
});

test('this machine can show both kinds of containment', () => {
  const { kind } = probeContainment(process.env.PATH ?? '');
  if (kind !== 'pid-namespace') console.warn('no pid namespaces here: the strong containment was not tested');
  expect(['pid-namespace', 'process-group']).toContain(kind);
});

function verdictOf(result: JudgeResult, slug: string): Verdict {
  const found = result.results.find((each) => each.slug === slug);
  if (found === undefined) throw new Error(`no result for ${slug}`);
  return found.verdict;
}

function textOf(verdict: Verdict): string {
  if (verdict.kind !== 'failed') throw new Error(`greets ${JSON.stringify(verdict)}`);
  const { expected, saw, limits: hit, places } = verdict.observation;
  return [
    expected,
    saw,
    ...hit.map(({ limit, figure }) => `${limit} limit (${figure})`),
    ...places.map(({ file, line, text }) => `${file}:${line} ${text}`),
  ].join('\n');
}

/** Waits until no process has the marker in its command line. Those that nothing can find are ended here, and allowed. */
async function nobodyCarries(marker: string, forgetful: boolean): Promise<void> {
  const found = () => carriers(marker);
  if (forgetful) for (const pid of found()) process.kill(pid, 'SIGKILL');
  await expect.poll(found, { timeout: 5000 }).toEqual([]);
}

function carriers(marker: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(marker);
      } catch {
        return false;
      }
    })
    .map(Number);
}
