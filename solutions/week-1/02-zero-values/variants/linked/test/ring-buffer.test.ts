import { expect, test } from 'vitest';
import { RingBuffer } from '../src/index.ts';

function filled(capacity: number | undefined, values: readonly unknown[]) {
  const ring = new RingBuffer<unknown>({ capacity });
  for (const value of values) ring.push(value);
  return ring;
}

test('holds the last values, oldest first, whatever they are', () => {
  const ring = filled(4, [1, 2, 0, '', undefined, Number.NaN]);
  expect([...ring]).toEqual([0, '', undefined, Number.NaN]);
  expect(ring.length).toBe(4);
});

test('a value is told from the lack of one', () => {
  const ring = filled(2, [undefined]);
  expect(ring.latest()).toMatchObject({ found: true, value: undefined });
  expect(ring.shift()).toMatchObject({ found: true, value: undefined });
  expect(ring.latest()).toMatchObject({ found: false });
  expect(ring.shift()).toMatchObject({ found: false });
});

test('goes on after it was emptied', () => {
  const ring = filled(2, [1, 2, 3]);
  ring.shift();
  ring.shift();
  ring.push(4);
  expect([...ring]).toEqual([4]);
});

test('a capacity of 0 holds nothing; none at all means 16', () => {
  expect([...filled(0, [1, 2])]).toEqual([]);
  expect(filled(undefined, new Array(20).fill(0)).length).toBe(16);
  expect(new RingBuffer().capacity).toBe(16);
});

test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is no capacity', (capacity) => {
  expect(() => new RingBuffer({ capacity })).toThrow(RangeError);
});
