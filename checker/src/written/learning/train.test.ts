import { expect, test } from 'vitest';
import { chooseBounds } from './choose-bounds.ts';
import { type LabelledAnswer, trainModel } from './train.ts';

const answer = (covered: boolean, ...spans: string[]): LabelledAnswer => ({
  covered,
  spans: spans.map((span) => new Set(span.split(' '))),
});

/** The idea is `key`; everything else is said by everybody. */
const answers = Array.from({ length: 12 }, (_, at) =>
  at % 2 === 0 ? answer(true, 'a b', 'key c', 'b d') : answer(false, 'a b', 'c d', 'b d'),
);

function score(model: ReturnType<typeof trainModel>, span: string): number {
  return span.split(' ').reduce((sum, name) => sum + (model.weights.get(name) ?? 0), model.bias);
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

test('the bounds let wordings count where the model is not against them, and the model alone where it is sure', () => {
  const held = [
    ...[3, 4, 5].map((score) => ({ score, wording: false, gold: true })),
    ...[-0.5, 0, 0.5].map((score) => ({ score, wording: true, gold: true })),
    ...[-4, -5, -6].map((score) => ({ score, wording: true, gold: false })),
    ...[0, 1, 2].map((score) => ({ score, wording: false, gold: false })),
  ];
  const { floor, ceiling } = chooseBounds(held, { precisionWeight: 1 });
  expect(floor).toBeGreaterThan(-4);
  expect(floor).toBeLessThanOrEqual(-0.5);
  expect(ceiling).toBeGreaterThan(2);
  expect(ceiling).toBeLessThanOrEqual(3);
});
