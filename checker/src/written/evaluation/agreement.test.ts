import { expect, test } from 'vitest';
import { createRandom } from '../../../kit/random.ts';
import { addCounts, bootstrap, countOne, noCounts, ratesOf, weightedKappa } from './agreement.ts';

test('kappa is 1 where all agree, 0 where marks have nothing to do with each other, below 0 where they are turned round', () => {
  expect(weightedKappa([0, 3, 6].map((gold) => ({ gold, given: gold })))).toBe(1);
  const crossed = [0, 6].flatMap((gold) => [0, 6].map((given) => ({ gold, given })));
  expect(weightedKappa(crossed)).toBe(0);
  expect(weightedKappa([0, 6].map((gold) => ({ gold, given: 6 - gold })))).toBe(-1);
});

test('kappa by hand: one answer of four is a point off', () => {
  const pairs = [
    { gold: 0, given: 0 },
    { gold: 1, given: 1 },
    { gold: 2, given: 2 },
    { gold: 3, given: 2 },
  ];
  // Observed 1/4; expected is the mean of (gold - given)² over all sixteen pairs, 32/16.
  expect(weightedKappa(pairs)).toBeCloseTo(1 - 1 / 8, 10);
});

test('nothing can be said of no answers, or of marks that never differ', () => {
  expect(weightedKappa([])).toBeNull();
  expect(weightedKappa([{ gold: 2, given: 2 }])).toBeNull();
});

test('the interval holds the value, and the same seed gives the same interval', () => {
  const pairs = Array.from({ length: 40 }, (_, at) => ({
    gold: at % 7,
    given: (at % 7) + (at % 5 === 0 ? 1 : 0),
  }));
  const make = () => {
    const random = createRandom(3);
    return bootstrap(pairs, () => random.integer(0, 2 ** 30 - 1) / 2 ** 30);
  };
  const interval = make();
  const kappa = weightedKappa(pairs) ?? 0;
  expect(interval?.low).toBeLessThan(kappa);
  expect(interval?.high).toBeGreaterThan(kappa);
  expect(make()).toEqual(interval);
});

test('precision, recall and F1', () => {
  const counts = [
    { gold: true, found: true },
    { gold: true, found: true },
    { gold: true, found: false },
    { gold: false, found: true },
    { gold: false, found: false },
  ].reduce(countOne, noCounts);
  expect(counts).toEqual({ hit: 2, false: 1, missed: 1 });
  expect(ratesOf(counts)).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
  expect(ratesOf(addCounts(noCounts, noCounts))).toEqual({ precision: null, recall: null, f1: null });
});
