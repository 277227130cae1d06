import leven from 'leven';
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

test('to look at letters first changes no correction', () => {
  const vocabulary = ['channel', 'channels', 'receiver', 'deadlock', 'acknowledge', 'goroutine', 'routine'];
  const repaired = spellingRepair(vocabulary);
  for (const word of vocabulary)
    for (let at = 0; at < word.length; at += 1)
      for (const slip of ['', 'x', `${word[at]}${word[at]}`]) {
        const wrong = `${word.slice(0, at)}${slip}${word.slice(at + 1)}`;
        const near = vocabulary.filter((each) => leven(each, wrong) === 1);
        if (vocabulary.includes(wrong) || near.length !== 1) continue;
        expect(repaired(wrong)).toBe(near[0]);
      }
});
