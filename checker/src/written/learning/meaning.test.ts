import { expect, test } from 'vitest';
import { spansOf } from '../matching/span.ts';
import { readSentence } from '../reading/read-answer.ts';
import { featuresOf } from './features.ts';
import { meaningOf } from './meaning.ts';
import { dimensions } from './word-vectors.ts';

const vectors = new Map([
  ['wait', Int8Array.from({ length: dimensions }, () => 10)],
  ['block', Int8Array.from({ length: dimensions }, () => 20)],
]);
const of = (...names: string[]) => meaningOf(new Set(names), vectors);

test('words add up, and more of them do not shout louder', () => {
  expect(of('w:wait', 'w:block')[0]).toBeCloseTo(
    ((of('w:wait')[0] ?? 0) + (of('w:block')[0] ?? 0)) / 2 ** 0.5,
  );
  expect(of('w:block')[0]).toBeCloseTo(2 * (of('w:wait')[0] ?? 0));
});

test('what is denied counts once more, in a half of its own', () => {
  const meaning = of('w:wait', 'w:block!');
  expect(meaning).toHaveLength(2 * dimensions);
  expect(meaning[dimensions]).toBeCloseTo((2 / 3) * (meaning[0] ?? 0));
  expect(of('w:wait', 'w:block')).toHaveLength(dimensions);
});

test('pairs and unknown words have no meaning of their own', () => {
  expect(of('w:wait', 'n:wait block', 'w:unheard')).toEqual(of('w:wait'));
  expect(of('w:unheard')).toHaveLength(0);
});

test('a sentence that denies its word does not mean what the other one means', () => {
  const read = (text: string) =>
    spansOf([readSentence(text, 'prose')]).map((span) => featuresOf(span, vectors).meaning)[0];
  expect(read('The sender does wait.')).toEqual(of('w:wait'));
  expect(read('The sender does not wait.')).toEqual(of('w:wait!'));
  expect(read('It is a myth that the sender does wait.')).toHaveLength(0);
});
