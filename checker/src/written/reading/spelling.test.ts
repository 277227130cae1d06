import { expect, test } from 'vitest';
import { spellingRepair } from './spelling.ts';

const repair = spellingRepair([
  'buffered',
  'unbuffered',
  'goroutine',
  'receiver',
  'received',
  'channel',
  'block',
]);

test.each([
  ['one letter off', 'chanel', 'channel'],
  ['two letters off in a long word', 'gorutnie', 'gorutnie'],
  ['two letters off in a longer word', 'goruotine', 'goroutine'],
  ['known', 'block', 'block'],
  ['as near to two words', 'receivex', 'receivex'],
  ['too short to tell', 'blok', 'blok'],
  ['far from all', 'kubernetes', 'kubernetes'],
  ['code', 'chan_el', 'chan_el'],
])('%s: %s is %s', (_, word, expected) => {
  expect(repair(word)).toBe(expected);
});
