import { expect, test } from 'vitest';
import { createRandom } from '../../../kit/random.ts';
import { attacksOn } from './attacks.ts';
import { negate } from './negate.ts';

const honest = 'The send blocks until somebody receives. Nobody does, so it is stuck for good.';
const attacks = (seed: number) =>
  attacksOn(honest, {
    question: 'What happens?',
    others: ['Liveness restarts the container.'],
    keywords: ['heap', 'stack', 'escape', 'closure'],
    random: createRandom(seed),
  });

test('every kind is made from an answer, and the same seed makes the same texts', () => {
  expect(attacks(4)).toEqual(attacks(4));
  expect(attacks(4).map(({ kind }) => kind)).toEqual([
    'negated',
    'denied',
    'shuffled',
    'shuffled-sentences',
    'keywords',
    'injection',
    'injection-alone',
    'other-question',
    'question',
  ]);
});

test('only the honest answer with an injection behind it may keep its marks', () => {
  const kept = attacks(1).filter(({ keepsMarks }) => keepsMarks);
  expect(kept.map(({ kind }) => kind)).toEqual(['injection']);
  expect(kept[0]?.text.startsWith(honest)).toBe(true);
});

test('shuffled words are the same words', () => {
  const words = (text: string) => text.split(/\s+/).sort();
  expect(words(attacks(2).find(({ kind }) => kind === 'shuffled')?.text ?? '')).toEqual(words(honest));
});

test.each([
  ['The value is lost.', 'The value is not lost.'],
  ['The sender blocks at once.', 'The sender does not block at once.'],
  ['A process catches it.', null],
  ['It cannot go on.', null],
])('%s is denied as %s', (sentence, expected) => {
  expect(negate(sentence)).toBe(expected);
});
