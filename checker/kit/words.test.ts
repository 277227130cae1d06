import { expect, test } from 'vitest';
import { showValue, tellCommand, tellEnding } from './words.ts';

test.each<[unknown, string]>([
  ['text', '"text"'],
  ['a\nb\t"c"\u001b[0m', '"a\\nb\\t\\"c\\"\\u001b[0m"'],
  ['', 'nothing (empty)'],
  [undefined, 'nothing'],
  [null, 'null'],
  [10n, '10n'],
  [{ a: [1, null] }, '{"a":[1,null]}'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
])('value %# of the list reads as told', (value, text) => {
  expect(showValue(value)).toBe(text);
});

test('a very long value is cut, and its length told', () => {
  const shown = showValue('x'.repeat(10_000));
  expect(shown.length).toBeLessThan(4100);
  expect(shown).toMatch(/… \(10002 characters\)$/);
});

test('what is nested deeper than the stack reaches is told as that', () => {
  let deep: unknown[] = [];
  for (let level = 0; level < 200_000; level += 1) deep = [deep];
  expect(showValue(deep)).toBe('(nested too deep to be shown)');
});

test('every ending reads as part of a sentence', () => {
  expect(tellEnding({ kind: 'exited', code: 3 })).toBe('exit code 3');
  expect(tellEnding({ kind: 'signalled', signal: 'SIGSEGV' })).toBe('it was ended by SIGSEGV');
  expect(tellEnding({ kind: 'running' })).toBe('it is still running');
  expect(tellEnding({ kind: 'killed', why: { limit: 'wall', figure: '3 s' } })).toBe(
    'it was still running after 3 s and was killed',
  );
  expect(tellEnding({ kind: 'killed', why: { limit: 'memory', figure: '512 MiB' } })).toBe(
    'it hit the memory limit (512 MiB) and was killed',
  );
});

test('a command reads as it would be typed', () => {
  expect(tellCommand('task', ['add', 'a = b', '--due=2026-05-06', ''])).toBe(
    "`task add 'a = b' --due=2026-05-06 ''`",
  );
  expect(tellCommand('task', ['add', "it's"])).toBe("`task add 'it'\\''s'`");
  expect(tellCommand('task', ['x'.repeat(1000)]).length).toBe(122);
});
