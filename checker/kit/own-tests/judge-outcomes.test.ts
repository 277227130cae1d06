import { describe, expect, test } from 'vitest';
import { type Judged, judgeOutcomes } from './judge-outcomes.ts';
import type { Outcome } from './read-notes.ts';

const chaffs = [
  { slug: 'first', behaviour: 'It forgets the first.', concerns: null, file: '/chaffs/first.ts' },
  { slug: 'second', behaviour: 'It forgets the second.', concerns: null, file: '/chaffs/second.ts' },
];
const passed: Outcome = { kind: 'passed', collected: 3, ran: 3 };
const failed: Outcome = {
  kind: 'failed',
  collected: 3,
  what: 'the test "adds" failed',
  message: 'expected 1\n+ 2',
};

function judge(right: readonly Outcome[], wrong: readonly Outcome[]) {
  const all: Judged[] = [
    ...wrong.map((outcome, index) => ({ chaff: chaffs[index] ?? null, outcome })),
    ...right.map((outcome) => ({ chaff: null, outcome })),
  ];
  return judgeOutcomes(all, chaffs);
}

test('tests that pass on what is right and fail on what is wrong are good', () => {
  expect(judge([passed, passed], [failed, failed])).toBeNull();
});

test.each<[string, Outcome]>([
  ['fails to load with it', { kind: 'not-loaded', file: 'test/a.test.ts', message: 'no' }],
  ['hangs on it', { kind: 'unfinished', during: 'the test "adds"' }],
])('a wrong implementation is also caught by a test that %s', (_how, outcome) => {
  expect(judge([passed], [failed, outcome])).toBeNull();
});

test('of the missed ones the first of the list is told, by its behaviour', () => {
  expect(judge([passed], [passed, passed])).toMatchObject({
    saw: 'they caught 0 of 2; the first one missed: It forgets the first.',
  });
  expect(judge([passed], [failed, passed])?.saw).toBe(
    'they caught 1 of 2; the first one missed: It forgets the second.',
  );
});

test('one that was never tried is not caught', () => {
  expect(judge([passed], [failed, { kind: 'not-begun' }])?.saw).toContain('caught 1 of 2');
});

describe('on a right implementation', () => {
  test('a failing test is told with the first line of its message', () => {
    expect(judge([failed, failed], [failed, failed])).toMatchObject({
      expected: 'your tests to pass on a correct implementation',
      saw: 'the test "adds" failed: "expected 1"',
      look: expect.stringContaining('the contract does not promise'),
    });
  });

  test('what was refused by the box is explained', () => {
    const message = 'Access to this API has been restricted. Use --allow-fs-write to manage permissions.';
    expect(judge([{ ...failed, message }], [])?.look).toContain('os.tmpdir()');
  });

  test('a timeout is explained', () => {
    expect(judge([{ ...failed, message: 'Test timed out in 5000ms.' }], [])?.look).toContain('wait for');
  });

  test('tests that pass now and then are told as such', () => {
    expect(judge([passed, failed, passed], [failed, failed])).toMatchObject({
      expected: expect.stringContaining('the same result each time'),
      saw: 'they passed 2 of 3 times; else the test "adds" failed: "expected 1"',
    });
  });

  test.each<[string, Outcome, string]>([
    [
      'a file that does not load',
      { kind: 'not-loaded', file: 'test/a.test.ts', message: 'no' },
      'test/a.test.ts did not: "no"',
    ],
    [
      'a test without end',
      { kind: 'unfinished', during: 'the test "adds"' },
      'the test "adds" never came to an end',
    ],
    ['no time left', { kind: 'not-begun' }, 'other tests took so long that these never began'],
  ])('%s', (_what, outcome, saw) => {
    expect(judge([passed, outcome], [failed, failed])?.saw).toBe(saw);
  });

  test('the ending that says most about the cause is told', () => {
    expect(judge([{ kind: 'not-begun' }, { kind: 'unfinished', during: 'x' }, failed], [])?.saw).toContain(
      'adds',
    );
  });
});

test('tests that all skip themselves are none', () => {
  expect(judge([{ ...passed, ran: 0 }], [failed, failed])?.saw).toBe('test files in which no test runs');
});

test('every implementation has to meet the same tests', () => {
  expect(judge([passed], [failed, { ...failed, collected: 9 }])?.saw).toBe(
    '3 tests for one and 9 for another',
  );
});
