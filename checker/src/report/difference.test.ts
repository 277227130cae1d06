import { expect, test } from 'vitest';
import { showValue } from '../../kit/words.ts';
import { type Difference, findDifference } from './difference.ts';

const between = (expected: unknown, saw: unknown) =>
  findDifference(`stdout of \`task list\` to be ${showValue(expected)}`, showValue(saw));

function drawn(difference: Difference | null): string[] {
  const signs = { same: ' ', expected: '-', saw: '+', gap: '…' };
  return difference?.kind === 'lines'
    ? difference.lines.map(({ kind, text }) => `${signs[kind]}${text}`)
    : [];
}

test('short values are best read side by side', () => {
  expect(between('1\n', '2\n')).toBeNull();
  expect(between([1, 2], [2, 1])).toBeNull();
  expect(findDifference('exit code 2', 'exit code 0')).toBeNull();
});

test('texts of several lines are compared by line, with two equal lines around', () => {
  const lines = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
  const changed = lines.with(3, 'FOUR');
  const difference = between(
    `${lines.join('\n')}\n`.repeat(2),
    `${changed.join('\n')}\n${lines.join('\n')}\n`,
  );
  expect(difference).toMatchObject({ subject: 'stdout of `task list`' });
  expect(drawn(difference)).toEqual(['…', ' two', ' three', '-four', '+FOUR', ' five', ' six', '…']);
});

test('a missing line feed at the end is told in words', () => {
  const text = `${'a'.repeat(40)}\n${'b'.repeat(40)}`;
  expect(drawn(between(`${text}\n`, text))).toEqual([
    ` ${'a'.repeat(40)}`,
    `-${'b'.repeat(40)}`,
    `+${'b'.repeat(40)} (no line feed after this)`,
  ]);
});

test('data is compared member by member, and a member more does not mark the one before it', () => {
  const task = { id: 1, title: 'Buy milk', status: 'open', priority: 'normal' };
  expect(drawn(between({ ...task, due: null }, task))).toEqual([
    '…',
    '   "status": "open"',
    '   "priority": "normal"',
    '-  "due": null',
    ' }',
  ]);
});

test('long single lines are compared by place, counted in characters as people see them', () => {
  const long = '👍'.repeat(40);
  expect(between(`${long}left over here`, `${long}right`)).toEqual({
    kind: 'place',
    from: 41,
    expected: '"left over here"',
    saw: '"right"',
  });
});

test('rows of plain values are best read side by side', () => {
  const ids = Array.from({ length: 20 }, (_, index) => index + 1);
  expect(between(ids, ids.toReversed())).toBeNull();
});

test('values of different kinds are left as they are', () => {
  expect(between({ a: 'x'.repeat(80) }, 'x'.repeat(80))).toBeNull();
  expect(findDifference('stdout to be nothing but the id', '"1\n"')).toBeNull();
});

test('of values that were cut the place is told where their beginnings part', () => {
  const long = 'x'.repeat(5000);
  expect(between({ a: 1, long }, { a: 2, long })).toMatchObject({ kind: 'place', from: 6 });
});
