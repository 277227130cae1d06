import { expect, test } from 'vitest';
import { Stats } from '../src/index.ts';

function statsOf(...values: readonly number[]) {
  const stats = new Stats();
  for (const value of values) stats.add(value);
  return stats;
}

const nothing = { count: 0, sum: 0, mean: null, min: null, max: null };

test('knows nothing of nothing', () => {
  expect(new Stats()).toMatchObject(nothing);
});

test('0 is a number like any other', () => {
  expect(statsOf(0)).toMatchObject({ count: 1, sum: 0, mean: 0, min: 0, max: 0 });
  expect(statsOf(-5, -3)).toMatchObject({ min: -5, max: -3 });
  expect(statsOf(0, 5)).toMatchObject({ min: 0, max: 5 });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  '%d is refused whole',
  (value) => {
    const stats = statsOf(2, 4);
    expect(() => stats.add(value)).toThrow(RangeError);
    expect(stats).toMatchObject({ count: 2, sum: 6, mean: 3, min: 2, max: 4 });
  },
);

test('empty ones change nothing when they are merged', () => {
  const some = { count: 2, sum: 8, mean: 4, min: 3, max: 5 };
  expect(statsOf(3, 5).merge(new Stats())).toMatchObject(some);
  expect(new Stats().merge(statsOf(3, 5))).toMatchObject(some);
  expect(new Stats().merge(new Stats())).toMatchObject(nothing);
});

test('the merged share nothing', () => {
  const [left, right] = [statsOf(1), new Stats()];
  const merged = left.merge(right);
  merged.add(9);
  left.add(2);
  expect(merged).toMatchObject({ count: 2, sum: 10 });
  expect(left).toMatchObject({ count: 2, sum: 3 });
  expect(right).toMatchObject(nothing);
});
