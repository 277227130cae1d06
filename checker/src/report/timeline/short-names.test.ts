import { expect, test } from 'vitest';
import { shortNames } from './short-names.ts';

test.each([
  ['what fits stays', ['a', 'judge'], ['a', 'judge']],
  ['the middle goes', ['reader of the file', 'writer of the file'], ['reade…file', 'write…file']],
  ['unless the ends differ', ['holder of one.json', 'holder of two.json'], ['… one.json', '… two.json']],
  ['wide letters count twice', ['書く人書く人書く人'], ['書く…く人']],
])('%s', (_, lanes, short) => {
  const names = shortNames(lanes, 10, '…');
  expect(lanes.map((lane) => names.get(lane))).toEqual(short);
});
