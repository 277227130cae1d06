import { describe, expect, test, vi } from 'vitest';
import { backoffDelay } from '../src/index.ts';

const options = { baseMs: 100, maxMs: 1000 };
const least = () => 0;

describe('backoffDelay', () => {
  test.each([
    [1, 50],
    [2, 100],
    [3, 200],
    [4, 400],
    [5, 500],
    [6, 500],
    [33, 500],
    [64, 500],
    [2000, 500],
  ])('after attempt %i it is %i ms at least', (n, ms) => {
    expect(backoffDelay(n, options, least)).toBe(ms);
  });

  test('half of it is chance', () => {
    expect(backoffDelay(3, options, () => 0.5)).toBe(300);
    expect(backoffDelay(3, options, () => 0.999)).toBeCloseTo(399.8, 6);
    expect(backoffDelay(9, options, () => 0.999)).toBeLessThan(1000);
  });

  test('asks for chance once', () => {
    const random = vi.fn(() => 0.25);
    backoffDelay(4, options, random);
    expect(random).toHaveBeenCalledTimes(1);
  });

  test('doubles beyond 32 bits', () => {
    const wide = { baseMs: 1, maxMs: Number.MAX_VALUE };
    expect(backoffDelay(33, wide, least)).toBe(2 ** 31);
    expect(backoffDelay(65, wide, least)).toBe(2 ** 63);
    expect(backoffDelay(5000, wide, least)).toBe(Number.MAX_VALUE / 2);
  });

  test('a maximum below the base limits the first pause, too', () => {
    expect(backoffDelay(1, { baseMs: 1000, maxMs: 10 }, least)).toBe(5);
  });

  test('is not rounded', () => {
    expect(backoffDelay(1, { baseMs: 1, maxMs: 10 }, () => 0.5)).toBe(0.75);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is no attempt', (n) => {
    expect(() => backoffDelay(n, options, least)).toThrow(RangeError);
  });
});
