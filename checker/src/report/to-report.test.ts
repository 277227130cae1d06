import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exitCode } from './exit-code.ts';
import { exportSchema, schemaFile } from './export-schema.ts';
import { renderJson } from './json.ts';
import { sampleExercise } from './samples/exercise.ts';
import { hostileObservation } from './samples/hostile.ts';
import {
  allPassed,
  blocked,
  disaster,
  failing,
  interrupted,
  judged,
  mixture,
  starter,
} from './samples/results.ts';
import { isSafe } from './sanitize.ts';
import { reportSchema } from './schema.ts';
import { toReport } from './to-report.ts';

const notRun = { kind: 'not-run', reason: 'no strace here', hint: 'install it' } as const;
const inconclusive = { kind: 'inconclusive', cause: 'the box broke', hint: 'try again' } as const;
const report = (...args: Parameters<typeof judged>) => toReport(sampleExercise, judged(...args));

test.each(Object.entries({ allPassed, disaster, interrupted, mixture, starter }))(
  '%s fits the schema',
  (_, result) => {
    const made = toReport(sampleExercise, result);
    expect(reportSchema.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
  },
);

test('the published schema is current: `npm run schema` writes it', () => {
  expect(readFileSync(schemaFile, 'utf8')).toBe(exportSchema());
});

describe('points', () => {
  test('core and stretch apart', () => {
    expect(toReport(sampleExercise, allPassed).points).toEqual({
      earned: 100,
      judged: 100,
      possible: 100,
      core: { earned: 80, judged: 80, possible: 80 },
      stretch: { earned: 20, judged: 20, possible: 20 },
    });
  });

  test('what failed, and what it blocks, counts and earns nothing', () => {
    const { points } = report({ ...failing('lists'), ...blocked('lists', 'json-output') });
    expect(points).toMatchObject({ earned: 86, judged: 100 });
  });

  test('what the learner is not answerable for is not counted, nor what it blocks', () => {
    const { points } = report({
      removes: inconclusive,
      ...blocked('removes', 'never-reuses-ids'),
      durable: notRun,
    });
    expect(points).toMatchObject({ earned: 84, judged: 84, possible: 100 });
  });

  test('a chain of blocked requirements is traced to its root', () => {
    const made = report({
      'concurrent-writers': { kind: 'blocked', by: 'adds' },
      'stale-lock-recovered': { kind: 'blocked', by: 'concurrent-writers' },
      adds: inconclusive,
    });
    const last = made.requirements.find(({ slug }) => slug === 'stale-lock-recovered');
    expect(last).toMatchObject({
      verdict: { kind: 'blocked', by: 'adds' },
      points: { judged: 0, possible: 4 },
    });
  });

  test('requirements that block each other do not hang it', () => {
    const made = report({ ...blocked('lists', 'adds'), ...blocked('adds', 'lists') });
    expect(made.counts.blocked).toBe(2);
  });
});

describe('outcome and exit code', () => {
  test.each([
    ['all passed', report({}), 'passed', 0],
    ['not run spoils nothing', report({ durable: notRun }), 'passed', 0],
    ['one failed', report(failing('lists')), 'failed', 1],
    ['failed and inconclusive', report({ ...failing('lists'), adds: inconclusive }), 'failed', 1],
    ['inconclusive and nothing failed', report({ adds: inconclusive }), 'inconclusive', 3],
    [
      'nothing was judged',
      toReport(sampleExercise, judged({ durable: notRun }), { only: ['durable'] }),
      'inconclusive',
      3,
    ],
    ['stopped', report(failing('lists'), { interrupted: true }), 'interrupted', 130],
  ] as const)('%s', (_, made, outcome, code) => {
    expect(made.outcome).toBe(outcome);
    expect(exitCode(made)).toBe(code);
  });
});

test('a report of some requirements holds only those, and says so', () => {
  const made = toReport(sampleExercise, judged({ shows: notRun }), { only: ['adds', 'lists'] });
  expect(made.requirements.map(({ slug }) => slug)).toEqual(['adds', 'lists']);
  expect(made).toMatchObject({ scope: 'part', points: { earned: 16, possible: 16 } });
});

test('hints are told by id, never by text', () => {
  const made = toReport(sampleExercise, starter);
  expect(made.requirements[0]?.hints).toEqual(['adds/1', 'adds/2']);
  expect(JSON.stringify(made)).not.toContain('A first nudge');
});

test('the command that judges one again names the seed of the run, and the folder where it is another', () => {
  const [adds] = toReport(sampleExercise, starter, { submission: '../my work' }).requirements;
  expect(adds?.reproduce).toBe(
    "npm run checker -- check task-cli --submission '../my work' --only adds --seed 4711",
  );
});

test('what is known of the learner is told, what is not is null', () => {
  const made = toReport(sampleExercise, starter, { requirements: { adds: { attempts: 3, hintsShown: 1 } } });
  expect(made.requirements[0]).toMatchObject({ attempts: 3, hintsShown: 1 });
  expect(made.requirements[1]).toMatchObject({ attempts: null, hintsShown: null });
});

test('as JSON it keeps every text to the byte and is harmless on a terminal', () => {
  const made = report({ adds: { kind: 'failed', observation: hostileObservation } });
  const text = renderJson(made);
  expect(isSafe(text)).toBe(true);
  expect(JSON.parse(text)).toEqual(made);
});
