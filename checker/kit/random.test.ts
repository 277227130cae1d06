import { expect, test } from 'vitest';
import { createRandom } from './random.ts';

test('the same seed makes the same choices, another seed others', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return [random.integer(0, 1e6), random.word(20), random.pick(['a', 'b', 'c']), random.integer(-5, 5)];
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('an integer reaches both ends and never leaves them, about equally often', () => {
  const random = createRandom(1);
  const counts = new Map<number, number>();
  for (let at = 0; at < 7000; at++) {
    const value = random.integer(-3, 3);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  for (const count of counts.values()) expect(count).toBeGreaterThan(850);
  expect(random.integer(5, 5)).toBe(5);
});

test('seeds that differ little do not choose alike', () => {
  const firsts = Array.from({ length: 200 }, (_, seed) => createRandom(seed).integer(0, 2 ** 31));
  expect(new Set(firsts).size).toBe(200);
});

test('words are lower-case letters and digits of the length asked for', () => {
  const random = createRandom(3);
  expect(random.word()).toMatch(/^[a-z0-9]{8}$/);
  expect(random.word(64)).toMatch(/^[a-z0-9]{64}$/);
  expect(random.word(0)).toBe('');
});

test('picks every value of a list in time, and refuses an empty one', () => {
  const random = createRandom(5);
  const picked = new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c'])));
  expect([...picked].sort()).toEqual(['a', 'b', 'c']);
  expect(() => random.pick([])).toThrow(RangeError);
});
