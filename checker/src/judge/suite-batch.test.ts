import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import type { Exercise } from '../course/course.ts';
import { loadCourse } from '../course/load-course.ts';
import { exerciseSchema } from '../course/manifest.ts';
import { repository } from '../repository.ts';
import { type Judge, type JudgeSetup, openJudge } from './judge.ts';
import type { JudgeEvent, Verdict } from './verdict.ts';

const small = join(repository, 'checker/test/fixtures/courses/small');
let judge: Judge;
let greet: Exercise;

const setup: JudgeSetup = {
  repository,
  node: process.execPath,
  path: process.env.PATH ?? '',
  tmp: process.env.TMPDIR ?? '/tmp',
  now: () => new Date(),
};

beforeAll(async () => {
  judge = await openJudge(setup);
  const found = (await loadCourse(small)).exercises.find(({ id }) => id === 'greet');
  if (found === undefined) throw new Error('greet is gone');
  greet = found;
});
afterAll(() => judge[Symbol.asyncDispose]());

/** An exercise that comes after `greet`: all of greet again, but for `rejects-no-name`, which it has itself. */
function later(): Exercise {
  const folder = tempFolder();
  mkdirSync(join(folder, 'hidden'));
  writeFileSync(
    join(folder, 'hidden/own.test.ts'),
    `import { requirement } from 'checker/kit';\nrequirement('rejects-no-name', () => {});\n`,
  );
  const hints = ['There is nothing to find.', 'Still nothing.'];
  const manifest = exerciseSchema.parse({
    ...greet.manifest,
    id: 'greet-again',
    requirements: [
      { slug: 'rejects-no-name', sentence: 'It may be otherwise now.', points: 30, hints },
      { slug: 'still-greets', sentence: 'All of greet holds.', points: 70, hints, suite: { of: 'greet' } },
    ],
  });
  return { id: 'greet-again', week: 1, manifest, folder, solutions: '', suites: [greet] };
}

function submission(change: (source: string) => string): string {
  const folder = tempFolder();
  cpSync(join(greet.solutions, 'reference'), folder, { recursive: true });
  const main = join(folder, 'src/main.ts');
  writeFileSync(main, change(readFileSync(main, 'utf8')));
  return folder;
}

test('a suite passes where every promise of the earlier exercise holds, but for those told anew', async () => {
  const events: JudgeEvent[] = [];
  const folder = submission((source) => source.replace('process.exitCode = 2', 'process.exitCode = 0'));
  const { results } = await judge.judge(later(), folder, { onEvent: (event) => events.push(event) });
  expect(results.map(({ slug, verdict }) => [slug, verdict.kind])).toEqual([
    ['rejects-no-name', 'passed'],
    ['still-greets', 'passed'],
  ]);
  // They are judged side by side, so only what is told of each has an order.
  const toldOf = (slug: string) =>
    events.flatMap((event) =>
      (event.kind === 'started' && event.slug === slug) ||
      (event.kind === 'ended' && event.result.slug === slug)
        ? [event.kind]
        : [],
    );
  expect(toldOf('rejects-no-name')).toEqual(['started', 'ended']);
  expect(toldOf('still-greets')).toEqual(['started', 'ended']);
  expect(events).toHaveLength(5);
});

test('the first promise that broke stands for the suite, and names the others', async () => {
  const folder = submission((source) => source.replace('hello', 'bye'));
  const { results } = await judge.judge(later(), folder, { only: ['still-greets'] });
  expect(results).toHaveLength(1);
  const verdict = results[0]?.verdict as Extract<Verdict, { kind: 'failed' }>;
  expect(verdict).toMatchObject({ kind: 'failed' });
  // greets-many needs greets, so it is not a cause of its own.
  expect(verdict.observation.promise).toBe(
    '`greets` of greet: Prints `hello <name>` for the name it is given.',
  );
});

test('a suite that was not asked for is not judged', async () => {
  const { results } = await judge.judge(later(), submission(String), { only: ['rejects-no-name'] });
  expect(results.map(({ slug }) => slug)).toEqual(['rejects-no-name']);
});

test('a suite whose prerequisite did not hold is not run', async () => {
  const exercise = later();
  const [first, suite] = exercise.manifest.requirements;
  if (first === undefined || suite === undefined) throw new Error('two requirements are needed');
  const requirements = [first, { ...suite, needs: [first.slug] }];
  writeFileSync(
    join(exercise.folder, 'hidden/own.test.ts'),
    `import { broken, requirement } from 'checker/kit';
requirement('rejects-no-name', () => broken({ expected: 'a name', saw: 'none', look: 'Where is it?' }));
`,
  );
  const events: JudgeEvent[] = [];
  // With more, the suite could begin beside its prerequisite.
  await using alone = await openJudge({ ...setup, workers: 1 });
  const { results } = await alone.judge(
    { ...exercise, manifest: { ...exercise.manifest, requirements } },
    join(greet.solutions, 'reference'),
    { onEvent: (event) => events.push(event) },
  );
  expect(results.map(({ verdict }) => verdict)).toEqual([
    expect.objectContaining({ kind: 'failed' }),
    { kind: 'blocked', by: 'rejects-no-name' },
  ]);
  expect(events).not.toContainEqual({ kind: 'started', slug: 'still-greets' });
});
