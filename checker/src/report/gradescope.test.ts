import { expect, test } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { type Entry, isJudged } from './entry.ts';
import { renderGradescope } from './gradescope.ts';
import { gradescopeSchema } from './gradescope-schema.ts';
import { hostileClass, sampleClass } from './samples/class.ts';
import { isSafe } from './sanitize.ts';

function resultsOf(entry: Entry) {
  return gradescopeSchema.parse(JSON.parse(renderGradescope(entry)));
}

test.each([...sampleClass, ...hostileClass])('$submission fits the documented form', (entry) => {
  const results = resultsOf(entry);
  if (!isJudged(entry)) return expect(results).toMatchObject({ score: 0, tests: [] });
  const { points } = entry.report;
  const sum = (of: (test: (typeof results.tests)[number]) => number) =>
    results.tests.reduce((total, each) => total + of(each), 0);
  expect(results.score).toBe(points.earned);
  expect(sum(({ score = 0 }) => score)).toBe(points.earned);
  expect(sum(({ max_score = 0 }) => max_score)).toBe(points.judged);
});

test('points that were not judged are told, since the total cannot shrink', () => {
  const [, mixture] = sampleClass;
  if (mixture === undefined || !isJudged(mixture)) throw new Error('the sample class has moved');
  const { output } = resultsOf(mixture);
  const { judged, possible } = mixture.report.points;
  expect(judged).toBeLessThan(possible);
  expect(output).toContain(`Only ${judged} of ${possible} points could be judged`);
});

test('nothing is read as markup, and texts are safe', () => {
  for (const entry of hostileClass) {
    const { output = '', tests, ...rest } = resultsOf(entry);
    expect(rest).toMatchObject({
      output_format: 'text',
      test_output_format: 'text',
      test_name_format: 'text',
      stdout_visibility: 'hidden',
    });
    expect([output, ...tests.map((each) => each.output ?? '')].filter((text) => !isSafe(text))).toEqual([]);
  }
});

test('the form', () => {
  const [, mixture] = sampleClass;
  if (mixture !== undefined) expectGolden('report/mixture.gradescope.json', renderGradescope(mixture));
});
