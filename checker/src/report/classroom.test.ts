import { expect, test } from 'vitest';
import { z } from 'zod';
import { expectGolden } from '../../test/golden.ts';
import { renderClassroom } from './classroom.ts';
import { type Entry, isJudged } from './entry.ts';
import { hostileClass, sampleClass } from './samples/class.ts';
import { isSafe } from './sanitize.ts';

/** What the graders of GitHub Classroom write and its reporter reads. */
const resultSchema = z.strictObject({
  version: z.literal(1),
  status: z.enum(['pass', 'fail', 'error']),
  max_score: z.number().min(0),
  tests: z.array(
    z.strictObject({
      name: z.string().min(1),
      status: z.enum(['pass', 'fail', 'error']),
      score: z.number().min(0),
      message: z.string().nullable(),
      test_code: z.string(),
      filename: z.string(),
      line_no: z.int().min(0),
      execution_time: z.int().min(0),
    }),
  ),
});

function resultOf(entry: Entry) {
  const text = renderClassroom(entry);
  expect(text).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
  return resultSchema.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
}

test.each([...sampleClass, ...hostileClass])(
  '$submission: the points that the reporter adds up are those of the report',
  (entry) => {
    const { tests, max_score } = resultOf(entry);
    const total = tests.reduce((sum, { score }) => sum + score, 0);
    const points = isJudged(entry) ? entry.report.points : { earned: 0, judged: 0 };
    expect([total, max_score]).toEqual([points.earned, points.judged]);
    const texts = tests.flatMap(({ name, message, filename }) => [name, message ?? '', filename]);
    expect(texts.filter((text) => !isSafe(text))).toEqual([]);
  },
);

test('the step fails where a requirement failed, and errs where nothing could be judged', () => {
  expect(sampleClass.map((entry) => resultOf(entry).status)).toEqual([
    'pass',
    'fail',
    'fail',
    'error',
    'error',
    'error',
  ]);
});

test('the form', () => {
  const [, mixture] = sampleClass;
  if (mixture !== undefined)
    expectGolden('report/mixture.classroom.json', `${JSON.stringify(resultOf(mixture), null, 2)}\n`);
});
