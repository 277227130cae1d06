import { expect, test } from 'vitest';
import { isHardcoded, readVariables } from './read-variables.ts';

test.each([
  ['plain', [], 'plain'],
  ['$A-${B}', ['A', 'B'], '-'],
  ['costs $$5', [], 'costs $5'],
  ['${A:-x}${B-y}${C:?no}${D?}${E:+z}', ['A', 'B', 'C', 'D', 'E'], ''],
  ['a${A:-${B:-c}}d', ['A'], 'ad'],
  ['$ ${} ${1}', [], '$ ${} ${1}'],
  ['${A:-open', ['A'], ''],
])('%s names %j', (text, names, around) => {
  const found = readVariables(text);
  expect(found.variables.map(({ name }) => name)).toEqual(names);
  expect(found.around).toBe(around);
});

test('what a variable falls back to, and what is asked for', () => {
  expect(readVariables('${A:-${B:-c}}${C:?tell me}').variables).toEqual([
    { name: 'A', otherwise: '${B:-c}', required: false },
    { name: 'C', otherwise: null, required: true },
  ]);
});

test.each([
  ['secret', true],
  ['', false],
  ['${PASSWORD}', false],
  ['${PASSWORD:?set it}', false],
  ['${PASSWORD:-}', false],
  ['${PASSWORD:-secret}', true],
  ['${PASSWORD:-${OTHER}}', false],
  ['${PASSWORD:-${OTHER:-secret}}', true],
  ['postgres://app:${PASSWORD}@db/app', false],
])('%j is hardcoded: %s', (text, hardcoded) => {
  expect(isHardcoded(text)).toBe(hardcoded);
});
