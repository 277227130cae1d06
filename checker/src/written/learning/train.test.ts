import { expect, test } from 'vitest';
import { scoreOf } from './score.ts';
import { type LabelledAnswer, trainModel } from './train.ts';

const featuresOf = (span: string) => ({ names: new Set(span.split(' ')), meaning: new Float64Array() });

const answer = (covered: boolean, ...spans: string[]): LabelledAnswer => ({
  covered,
  spans: spans.map(featuresOf),
});

/** The idea is `key`; everything else is said by everybody. */
const answers = Array.from({ length: 12 }, (_, at) =>
  at % 2 === 0 ? answer(true, 'a b', 'key c', 'b d') : answer(false, 'a b', 'c d', 'b d'),
);

function score(model: ReturnType<typeof trainModel>, span: string): number {
  return scoreOf(model, featuresOf(span));
}

test('it finds the sentence that makes the difference', () => {
  const model = trainModel(answers, { decay: 0.002 });
  expect(score(model, 'key c')).toBeGreaterThan(0);
  expect(score(model, 'a b')).toBeLessThan(0);
  expect(score(model, 'key c')).toBeGreaterThan(score(model, 'c d'));
});

test('the same answers give the same model', () => {
  expect(trainModel(answers, { decay: 0.002 })).toEqual(trainModel(answers, { decay: 0.002 }));
});

test('what only one or two answers say proves nothing', () => {
  const model = trainModel([...answers, answer(true, 'odd'), answer(true, 'odd')], { decay: 0.002 });
  expect(model.weights.has('odd')).toBe(false);
});

test('a word that no answer had counts by its meaning', () => {
  const meaning = (sign: number) => ({ names: new Set<string>(), meaning: Float64Array.of(sign, 1) });
  const model = trainModel(
    Array.from({ length: 12 }, (_, at) => ({
      covered: at % 2 === 0,
      spans: [meaning(at % 2 === 0 ? 1 : -1)],
    })),
    { decay: 0.002 },
  );
  expect(scoreOf(model, { names: new Set(['new']), meaning: Float64Array.of(1, 1) })).toBeGreaterThan(0);
  expect(scoreOf(model, { names: new Set(['new']), meaning: Float64Array.of(-1, 1) })).toBeLessThan(0);
});
