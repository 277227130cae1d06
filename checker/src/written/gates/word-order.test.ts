import { expect, test } from 'vitest';
import { createRandom } from '../../../kit/random.ts';
import { readAnswer } from '../reading/read-answer.ts';
import { tokenize } from '../reading/tokenize.ts';
import { learnWordOrder, orderOf, shareOfFunctionWords } from './word-order.ts';

const sentences = [
  'The goroutine waits for a value that never comes.',
  'It is the compiler that decides where a value lives.',
  'When the buffer is full, the next send has to wait.',
  'You should close the connection when you are done with it.',
  'A pool keeps connections open and lends them to requests.',
  'There is no way to stop it from the outside.',
];
const order = learnWordOrder(sentences.map((sentence) => tokenize(sentence)));

test('sentences lie above the same words in no order', () => {
  const random = createRandom(5);
  for (const sentence of sentences) {
    const tokens = tokenize(sentence);
    const shuffled = tokens
      .map((token) => ({ token, key: random.integer(0, 1e9) }))
      .sort((a, b) => a.key - b.key)
      .map(({ token }) => token);
    expect(orderOf(tokens, order)).toBeGreaterThan(orderOf(shuffled, order) ?? Number.POSITIVE_INFINITY);
  }
});

test('nothing is said of a few words', () => {
  expect(orderOf(tokenize('The send blocks.'), order)).toBeNull();
});

test('a list of terms has hardly a word that holds it together', () => {
  const share = (text: string) =>
    shareOfFunctionWords(readAnswer(text).sentences.flatMap(({ tokens }) => tokens));
  expect(share('heap, escape analysis, compiler, closure, garbage collector, pointer')).toBe(0);
  expect(share(sentences[0] ?? '')).toBeGreaterThan(0.3);
});
