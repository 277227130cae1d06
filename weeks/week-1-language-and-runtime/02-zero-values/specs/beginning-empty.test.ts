import { expect, test } from 'vitest';
import { RingBuffer, Stats } from '../src/index.ts';

test('a ring buffer holds whatever was pushed', () => {
  const ring = new RingBuffer<unknown>({ capacity: 3 });
  for (const value of [7, 0, '', undefined]) ring.push(value);
  expect([...ring]).toEqual([0, '', undefined]);
  expect(ring.length).toBe(3);
  expect(ring.latest()).toMatchObject({ found: true, value: undefined });
});

test('a capacity of 0 is a capacity', () => {
  const ring = new RingBuffer<number>({ capacity: 0 });
  ring.push(7);
  expect(ring.capacity).toBe(0);
  expect([...ring]).toEqual([]);
  expect(ring.shift()).toMatchObject({ found: false });
});

test('ticket 3: the mean of nothing is null', () => {
  const { count, sum, mean, min, max } = new Stats();
  expect({ count, sum, mean, min, max }).toEqual({ count: 0, sum: 0, mean: null, min: null, max: null });
});

test('a 0 that was added counts, and one that was not does not', () => {
  const stats = new Stats();
  stats.add(-5);
  stats.add(-3);
  expect(stats.max).toBe(-3);
  stats.add(0);
  stats.add(5);
  expect(stats).toMatchObject({ count: 4, sum: -3, mean: -0.75, min: -5, max: 5 });
});
