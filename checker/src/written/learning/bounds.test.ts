import { expect, test } from 'vitest';
import { doubtOf } from './bounds.ts';

const bounds = { floor: -1, ceiling: 1 };

test('without a wording, doubt is greatest at the ceiling and gone far from it', () => {
  expect(doubtOf(1, false, bounds)).toBe(1);
  expect(doubtOf(0.5, false, bounds)).toBeLessThan(1);
  expect(doubtOf(4, false, bounds)).toBe(0);
  expect(doubtOf(-4, false, bounds)).toBe(0);
});

test('a wording against the model is in doubt, one with it is not', () => {
  expect(doubtOf(-1, true, bounds)).toBe(1);
  expect(doubtOf(0, true, bounds)).toBeLessThan(1);
  expect(doubtOf(2, true, bounds)).toBe(0);
});
