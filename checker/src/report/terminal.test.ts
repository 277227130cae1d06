import { readdirSync } from 'node:fs';
import path from 'node:path';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { expectGolden, goldenFolder } from '../../test/golden.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { sampleExercise } from './samples/exercise.ts';
import { failures } from './samples/failures.ts';
import { hostileObservation, hostileText } from './samples/hostile.ts';
import { allPassed, disaster, failing, interrupted, judged, mixture, starter } from './samples/results.ts';
import { observe } from './samples/steps.ts';
import { isSafe } from './sanitize.ts';
import { renderResult, type TerminalOptions } from './terminal.ts';
import { toReport } from './to-report.ts';

const plain: TerminalOptions = { columns: 80, color: false, verbose: false, unicode: true };

const pictures = { 'concurrent-writers': 'workspace/.checker/traces/task-cli/concurrent-writers.svg' };

const screens: Readonly<Record<string, readonly [JudgeResult, Partial<TerminalOptions>]>> = {
  starter: [starter, {}],
  mixture: [mixture, {}],
  interrupted: [interrupted, {}],
  'all-passed': [allPassed, {}],
  'all-passed-but-not-run': [
    judged({ durable: { kind: 'not-run', reason: 'this needs strace', hint: 'install it' } }),
    {},
  ],
  'nothing-judged': [
    judged(
      { durable: { kind: 'not-run', reason: 'this needs strace', hint: 'apt-get install strace' } },
      { only: ['durable'] },
    ),
    {},
  ],
  'only-one': [judged({}, { only: ['adds'] }), {}],
  verbose: [mixture, { verbose: true }],
  'verbose-40': [mixture, { verbose: true, columns: 40 }],
  'starter-40': [starter, { columns: 40 }],
  'mixture-40': [mixture, { columns: 40 }],
  'all-passed-40': [allPassed, { columns: 40 }],
  'mixture-120': [mixture, { columns: 120 }],
  color: [mixture, { color: true }],
  ascii: [mixture, { unicode: false }],
  'everything-failed': [disaster, {}],
  ...Object.fromEntries(
    Object.keys(failures).map((slug) => [`failure-${slug}`, [judged(failing(slug)), {}]] as const),
  ),
  ...Object.fromEntries(
    ['concurrent-writers', 'no-globals', 'unicode-safe', 'shows'].map(
      (slug) => [`failure-${slug}-40`, [judged(failing(slug)), { columns: 40 }]] as const,
    ),
  ),
};

test.each(Object.entries(screens))('screen %s', (name, [result, options]) => {
  expectGolden(
    `report/${name}.txt`,
    renderResult(toReport(sampleExercise, result, { pictures }), { ...plain, ...options }),
  );
});

test('every kept screen is one of these', () => {
  const kept = readdirSync(path.join(goldenFolder, 'report')).filter((name) => name.endsWith('.txt'));
  const drawn = [...Object.keys(screens), 'markdown-40', 'markdown-80', 'markdown-120'].map(
    (name) => `${name}.txt`,
  );
  expect(kept.toSorted()).toEqual(drawn.toSorted());
});

describe('whatever the width', () => {
  const all = Object.values(screens).map(([result]) => result);
  test.each([40, 41, 59, 60, 72, 80, 100, 120])(
    '%i columns hold every line, and no line ends in a space',
    (columns) => {
      for (const result of all) {
        for (const verbose of [false, true]) {
          const text = renderResult(toReport(sampleExercise, result, { pictures }), {
            ...plain,
            columns,
            verbose,
          });
          for (const line of text.split('\n')) {
            expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
            expect(line).toBe(line.trimEnd());
          }
        }
      }
    },
  );
});

test('colour adds nothing but colour', () => {
  const report = toReport(sampleExercise, mixture);
  for (const columns of [40, 80]) {
    const colored = renderResult(report, { ...plain, columns, color: true, verbose: true });
    expect(colored).not.toBe(colored.replace(/\u001b\[\d+m/g, ''));
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(
      renderResult(report, { ...plain, columns, verbose: true }),
    );
  }
});

test('without unicode our own drawing is ASCII', () => {
  const ascii = judged({
    ...failing('rejects-bad-usage'),
    compiles: { kind: 'not-run', reason: 'no tsc', hint: '' },
  });
  const text = renderResult(toReport(sampleExercise, ascii), { ...plain, unicode: false });
  expect(text.replace('one’s', '')).toMatch(/^[\n\u0020-\u007e]*$/);
});

test('nothing of a submission reaches the terminal raw', () => {
  const result = judged({
    adds: { kind: 'failed', observation: hostileObservation },
    lists: { kind: 'inconclusive', cause: hostileText, hint: hostileText },
    shows: { kind: 'not-run', reason: hostileText, hint: hostileText },
    removes: { kind: 'failed', observation: hostileObservation },
  });
  for (const verbose of [false, true]) {
    expect(isSafe(renderResult(toReport(sampleExercise, result), { ...plain, verbose }))).toBe(true);
  }
});

test('the first real cause in manifest order comes first, whole', () => {
  const text = renderResult(toReport(sampleExercise, mixture), plain);
  expect(text.indexOf('failed: rejects-bad-usage')).toBeLessThan(text.indexOf('failed: json-output'));
  expect(text.indexOf('Look at:')).toBeLessThan(text.indexOf('failed: json-output'));
  expect(text.match(/Look at:/g)).toHaveLength(1);
});

test('failures that saw the same are told once, with all their names', () => {
  const missing = { promise: 'An image.', expected: 'a file Dockerfile', saw: 'none', look: 'At the root.' };
  const verdict = { kind: 'failed', observation: observe({ ...missing, did: [] }) } as const;
  const text = renderResult(
    toReport(
      sampleExercise,
      judged({ ...failing('adds'), shows: verdict, lists: verdict, removes: verdict }),
    ),
    plain,
  );
  expect(text).toContain('✗ failed: lists, shows, removes\n    expected a file Dockerfile; saw none\n');
  expect(text.match(/a file Dockerfile/g)).toHaveLength(1);
});

test('with the core done, the next exercise comes first and the stretch that failed second', () => {
  const next = { what: 'start the next exercise, Worker pool', command: 'make start E=worker-pool' };
  const text = renderResult(
    toReport(sampleExercise, judged(failing('survives-closed-pipe')), { next }),
    plain,
  );
  expect(text).toContain(
    'Next: start the next exercise, Worker pool:\n  make start E=worker-pool\nOr: fix survives-closed-pipe, told above, then judge again:\n  make check E=task-cli\n',
  );
});

test('a log of ours stands behind -v, its first words do not', () => {
  const cause =
    'Error: the box broke\n    at openBox (checker/src/box/box.ts:1:1)\n    at judge (checker/src/judge.ts:2:2)';
  const result = judged({ adds: { kind: 'inconclusive', cause, hint: 'Run the check again.' } });
  const short = renderResult(toReport(sampleExercise, result), plain);
  expect(short).toContain(
    'Why: Error: the box broke\n      … 2 more lines (-v shows them)\n    Then: Run the check again.',
  );
  expect(renderResult(toReport(sampleExercise, result), { ...plain, verbose: true })).toContain('at openBox');
});

test('a long text is cut, said so, and whole with -v', () => {
  const observation = observe({
    promise: 'Brief.',
    did: [{ kind: 'note', text: 'n'.repeat(3000) }],
    expected: 'less',
    saw: 's'.repeat(3000),
    look: 'At its length.',
  });
  const report = toReport(sampleExercise, judged({ adds: { kind: 'failed', observation } }));
  const short = renderResult(report, plain);
  expect(short.match(/characters; -v\s+shows more\)/g)).toHaveLength(2);
  expect(short.length).toBeLessThan(3500);
  expect(renderResult(report, { ...plain, verbose: true }).match(/s{60}/g)?.length).toBeGreaterThan(40);
});
