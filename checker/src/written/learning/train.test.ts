import { expect, test } from 'vitest';
import { chooseBounds, doubtOf } from './choose-bounds.ts';
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

test('from the ceiling on the model alone decides; the floor lets nearly all pass that have the idea', () => {
  const held = [
    ...[3, 4, 5, -2].map((score) => ({ score, gold: true })),
    ...[-6, -5, 0, 1, 2].map((score) => ({ score, gold: false })),
  ];
  const { floor, ceiling } = chooseBounds(held, { precisionWeight: 1 });
  expect(ceiling).toBeGreaterThan(2);
  expect(ceiling).toBeLessThanOrEqual(3);
  expect(floor).toBeLessThan(-2);
});

test('where precision counts more, the ceiling is higher', () => {
  const held = [5, 4, 3, 2, 1, 0].map((score, at) => ({ score, gold: at !== 2 && at !== 4 }));
  const { ceiling: even } = chooseBounds(held, { precisionWeight: 0.2 });
  const { ceiling: strict } = chooseBounds(held, { precisionWeight: 9 });
  expect(strict).toBeGreaterThan(even);
});

test('doubt is greatest at the bound, and a wording with a model that agrees leaves none', () => {
  const bounds = { floor: -3, ceiling: 1 };
  expect(doubtOf(1, false, bounds)).toBe(1);
  expect(doubtOf(0, false, bounds)).toBeLessThan(1);
  expect(doubtOf(4, false, bounds)).toBe(0);
  expect(doubtOf(-4, false, bounds)).toBe(0);
  expect(doubtOf(1, true, bounds)).toBe(0);
  expect(doubtOf(-3, true, bounds)).toBeGreaterThan(0.5);
});
