import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { probeBubblewrap } from '../box/bubblewrap/probe-bubblewrap.ts';
import type { Exercise } from '../course/course.ts';
import { findExercise } from '../course/find-exercise.ts';
import { loadCourse } from '../course/load-course.ts';
import { repository } from '../repository.ts';
import { type Judge, openJudge } from './judge.ts';
import type { Observation } from './observation.ts';
import type { JudgeEvent, JudgeResult, Verdict } from './verdict.ts';

const courses = join(repository, 'checker/test/fixtures/courses');
const setup = {
  repository,
  node: process.execPath,
  path: process.env.PATH ?? '',
  tmp: process.env.TMPDIR ?? '/tmp',
  now: () => new Date(),
};
let judge: Judge;
let exercise: Exercise;

beforeAll(async () => {
  const [trial] = (await loadCourse(join(courses, 'trials'))).exercises;
  if (trial === undefined) throw new Error('the trials are gone');
  exercise = trial;
  judge = await openJudge(setup);
});
afterAll(() => judge[Symbol.asyncDispose]());

const probe = probeBubblewrap(setup);
if (probe.kind === 'unavailable') process.stderr.write(`bubblewrap is not tested: ${probe.why}\n`);
const isolations = ['process', ...(probe.kind === 'ready' ? (['bubblewrap'] as const) : [])] as const;

describe.each(isolations)('one judging of everything that can go wrong: %s', (isolation) => {
  let result: JudgeResult;
  const events: JudgeEvent[] = [];

  beforeAll(async () => {
    await using walled = await openJudge({ ...setup, isolation });
    result = await walled.judge(exercise, join(exercise.folder, 'starter'), {
      seed: 42,
      onEvent: (event) => events.push(event),
    });
  }, 60_000);

  test('has a verdict for every requirement, in manifest order', () => {
    const slugs = exercise.manifest.requirements.map(({ slug }) => slug);
    expect(result.results.map(({ slug }) => slug)).toEqual(slugs);
    expect(result.interrupted).toBe(false);
    expect(result.provenance.isolation).toBe(isolation);
  });

  test('tells what was promised, done, expected and seen', () => {
    const observation = observed('fails');
    expect(observation).toMatchObject({
      promise: 'The program answers otherwise.',
      expected: 'stdout of `trial echo no` to be "yes\\n"',
      saw: '"no\\n"',
      look: 'Nothing: this is a trial.',
    });
    expect(observation.did.map(({ kind }) => kind)).toEqual(['file', 'run']);
    expect(observation.did[1]).toMatchObject({
      program: 'trial',
      args: ['echo', 'no'],
      env: { SHOWN: '1' },
      stdin: { text: 'input' },
      ending: { kind: 'exited', code: 0 },
      stdout: { text: 'no\n' },
    });
    expect(observation.trace).toMatchObject([{ lane: 'judge', event: 'asked' }]);
  });

  test('blocks by the root cause, whatever ran first', () => {
    expect(verdictOf('needs-passes').kind).toBe('passed');
    expect(verdictOf('needs-fails')).toEqual({ kind: 'blocked', by: 'fails' });
    expect(verdictOf('needs-needs-fails')).toEqual({ kind: 'blocked', by: 'fails' });
  });

  test('takes a defect of a hidden test for its own fault, without paths of the machine', () => {
    const verdict = verdictOf('throws');
    if (verdict.kind !== 'inconclusive') throw new Error(verdict.kind);
    expect(verdict.cause).toContain('a defect of the hidden test');
    expect(verdict.cause).not.toContain(repository);
    expect(verdictOf('awaits-for-ever').kind).toBe('inconclusive');
  });

  test('takes a program that never ends for the learner’s, and says what it waited for', () => {
    expect(observed('waits-for-program')).toMatchObject({
      saw: 'the judge was still waiting for `trial wait` to end',
      limits: [{ limit: 'wall', figure: '1 s' }],
    });
  });

  test('says what is missing where something is', () => {
    expect(verdictOf('not-here')).toEqual({
      kind: 'not-run',
      reason: 'there is no second moon',
      hint: 'Wait for one.',
    });
  });

  test('shrinks to the smallest input that breaks a promise', () => {
    expect(JSON.stringify(observed('shrinks').did)).toContain(
      'the smallest input found that breaks it is 10 ',
    );
  });

  test('drives a module: calls, gates in blocked threads, errors, and its end', () => {
    expect(verdictOf('drives').kind).toBe('passed');
  });

  test('ends a hidden test that hangs its own process, and judges what stood after it', () => {
    const verdict = verdictOf('spins');
    expect(verdict.kind).toBe('inconclusive');
    expect(JSON.stringify(verdict)).toContain('hung its judging process');
    expect(verdictOf('after-spins').kind).toBe('passed');
  });

  test('says what happens as it happens', () => {
    expect(events[0]).toEqual({ kind: 'building' });
    const ended = events.flatMap((event) => (event.kind === 'ended' ? [event.result.slug] : []));
    expect(new Set(ended).size).toBe(ended.length);
    expect(ended).toContain('passes');
  });

  function verdictOf(slug: string): Verdict {
    const found = result.results.find((each) => each.slug === slug);
    if (found === undefined) throw new Error(`no result for ${slug}`);
    return found.verdict;
  }

  function observed(slug: string): Observation {
    const verdict = verdictOf(slug);
    if (verdict.kind !== 'failed') throw new Error(`${slug}: ${JSON.stringify(verdict)}`);
    return verdict.observation;
  }
});

test('the same seed makes the same choices, another seed others', async () => {
  const only = ['shrinks', 'drives'];
  const submission = join(exercise.folder, 'starter');
  const [first, second] = [
    await judge.judge(exercise, submission, { seed: 7, only }),
    await judge.judge(exercise, submission, { seed: 7, only }),
  ];
  expect(first.results.map(({ seed, verdict }) => ({ seed, verdict }))).toEqual(
    second.results.map(({ seed, verdict }) => ({ seed, verdict })),
  );
  const other = await judge.judge(exercise, submission, { seed: 8, only });
  expect(other.results[0]?.seed).not.toBe(first.results[0]?.seed);
});

test('only what was asked for is judged', async () => {
  const result = await judge.judge(exercise, join(exercise.folder, 'starter'), { only: ['needs-fails'] });
  expect(result.results.map(({ slug, verdict }) => [slug, verdict.kind])).toEqual([
    ['needs-fails', 'passed'],
  ]);
});

test('a result that is known already blocks what needs it, without being judged again', async () => {
  const submission = join(exercise.folder, 'starter');
  const { results: known } = await judge.judge(exercise, submission, { only: ['fails'] });
  const started: string[] = [];
  const result = await judge.judge(exercise, submission, {
    only: ['needs-fails'],
    known,
    onEvent: (event) => {
      if (event.kind === 'started') started.push(event.slug);
    },
  });
  expect(result.results.map(({ slug, verdict }) => [slug, verdict])).toEqual([
    ['needs-fails', { kind: 'blocked', by: 'fails' }],
  ]);
  expect(started).toEqual(['needs-fails']);
});

test('an interruption ends it soon; what was known stays known, and the next judging works', async () => {
  const interruption = new AbortController();
  const result = await judge.judge(exercise, join(exercise.folder, 'starter'), {
    only: ['passes', 'spins'],
    signal: interruption.signal,
    onEvent: (event) => {
      if (event.kind === 'ended') interruption.abort();
    },
  });
  expect(result.interrupted).toBe(true);
  expect(result.results.map(({ slug, verdict }) => [slug, verdict.kind])).toEqual([
    ['passes', 'passed'],
    ['spins', 'not-run'],
  ]);
  const after = await judge.judge(exercise, join(exercise.folder, 'starter'), { only: ['passes'] });
  expect(after.results[0]?.verdict.kind).toBe('passed');
});

test('a module that writes on the link is caught', async () => {
  const folder = join(tempFolder(), 'forger');
  cpSync(join(exercise.folder, 'starter'), folder, { recursive: true });
  writeFileSync(
    join(folder, 'src/index.ts'),
    `import { writeSync } from 'node:fs';
     export function echo(text: string): string {
       writeSync(4, '0000000000000000 1 {"id":1,"result":"forged"}\\n');
       return text;
     }`,
  );
  const result = await judge.judge(exercise, folder, { only: ['drives'] });
  const verdict = result.results[0]?.verdict;
  if (verdict?.kind !== 'failed') throw new Error(JSON.stringify(verdict));
  expect(verdict.observation.saw).toContain('a line that the driver did not write');
});

test('nothing of a judging is left in the folder of the run', () => {
  expect(readdirSync(judge.folder).filter((name) => name.startsWith('submission'))).toEqual([]);
});

describe('own tests that passed before', () => {
  const ownTests = ['own-tests'];
  test('are not run again, until test/ changes', { timeout: 60_000 }, async () => {
    const breaker = findExercise(await loadCourse(repository), 'circuit-breaker');
    const submission = join(tempFolder(), 'submission');
    cpSync(join(breaker.solutions, 'reference'), submission, { recursive: true });
    const first = await judge.judge(breaker, submission, { only: ownTests });
    expect(first.results).toMatchObject([{ slug: 'own-tests', verdict: { kind: 'passed' } }]);
    expect(first.results[0]?.reused).toBeUndefined();

    // What stands in src/ does not matter to them.
    writeFileSync(join(submission, 'src/other.ts'), 'export const other = 1;\n');
    const again = await judge.judge(breaker, submission, { only: ownTests, ownTestsPassed: first.ownTests });
    expect(again.ownTests).toBe(first.ownTests);
    expect(again.results).toMatchObject([{ slug: 'own-tests', verdict: { kind: 'passed' }, reused: true }]);

    writeFileSync(join(submission, 'test/broken.test.ts'), 'throw new Error();\n');
    const changed = await judge.judge(breaker, submission, {
      only: ownTests,
      ownTestsPassed: first.ownTests,
    });
    expect(changed.ownTests).not.toBe(first.ownTests);
    expect(changed.results).toMatchObject([{ slug: 'own-tests', verdict: { kind: 'failed' } }]);
  });
});
