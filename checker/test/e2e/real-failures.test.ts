import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exercise } from '../../src/course/course.ts';
import { loadCourse } from '../../src/course/load-course.ts';
import { type Judge, openJudge } from '../../src/judge/judge.ts';
import { layMutant, type Mutant, readMutants } from '../../src/judge/prove/mutant.ts';
import { renderResult } from '../../src/report/terminal.ts';
import { toReport } from '../../src/report/to-report.ts';
import { repository } from '../../src/repository.ts';
import { expectGolden } from '../golden.ts';
import { tempFolder } from '../temp-folder.ts';

/**
 * What learners read when a real program breaks a promise: mutants of task-cli, judged and shown as on their screen. Read
 * a golden file that changed aloud as a learner would, promise, what was done, what was seen, what to do next, before
 * committing it.
 */
const chosen = [
  'adds-with-a-sentence',
  'writes-in-place',
  'folder-not-made',
  'due-none-is-ignored',
  'help-on-stderr',
  'exports-open-only',
  'clock-asked-once',
  'remembers-the-list',
  'null-members-left-out',
  'link-replaced',
  'sorts-ids-as-text',
  'no-equals-form',
  'damage-is-empty',
  'dates-roll-over',
  'next-id-from-largest',
  'domain-knows-store',
  'readonly-forgotten',
  'counter-in-module',
  'missing-task-is-usage',
] as const;

let judge: Judge;
let exercise: Exercise;
let mutants: ReadonlyMap<string, Mutant>;

beforeAll(async () => {
  const course = await loadCourse(repository);
  const found = course.exercises.find(({ id }) => id === 'task-cli');
  if (found === undefined) throw new Error('the course has no task-cli');
  exercise = found;
  mutants = new Map(readMutants(join(exercise.solutions, 'mutants')).map((mutant) => [mutant.slug, mutant]));
  judge = await openJudge({
    repository,
    node: process.execPath,
    path: process.env.PATH ?? '',
    tmp: process.env.TMPDIR ?? '/tmp',
    now: () => new Date(),
  });
});
afterAll(() => judge[Symbol.asyncDispose]());

describe('a learner reads', () => {
  test.each(chosen)('%s', { timeout: 60_000 }, async (slug) => {
    const mutant = mutants.get(slug);
    if (mutant === undefined) throw new Error(`task-cli has no mutant ${slug}`);
    const folder = join(tempFolder(), 'task-cli');
    layMutant(mutant, join(exercise.solutions, 'reference'), folder);
    const only = [mutant.requirement];
    const result = await judge.judge(exercise, folder, { seed: 20_261_123, only });
    expect(result.results.map(({ verdict }) => verdict.kind)).toEqual(['failed']);
    const screen = renderResult(toReport(exercise, result, { only }), {
      columns: 80,
      color: false,
      unicode: true,
      verbose: false,
    });
    for (const line of screen.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(80);
    for (const path of [repository, judge.folder, folder]) expect(screen).not.toContain(path);
    expectGolden(`failures/${slug}.txt`, steady(screen));
  });
});

/** Times differ from run to run, and so do their units and the blanks that align them. */
function steady(screen: string): string {
  return screen.replaceAll(/ +\d+(\.\d+)? (ms|s)\b/g, ' # s');
}
