import { expect, test } from 'vitest';
import { createWorkerPool } from '../src/index.ts';
import { gated } from './gated.ts';

/** Numbers without end, which notes how many were taken and whether it was closed. */
function numbers() {
  const seen = { taken: 0, closed: 0 };
  function* source() {
    try {
      for (;;) yield seen.taken++;
    } finally {
      seen.closed += 1;
    }
  }
  return { seen, items: source() };
}

test('results come in the order of the items, whichever is ready first', async () => {
  const pool = createWorkerPool({ concurrency: 2 });
  const works = [gated<string>(), gated<string>()];
  const results = pool.map([0, 1], (index, signal) => works[index]?.task(signal))[Symbol.asyncIterator]();
  const first = results.next();
  await works[1]?.started;
  works[1]?.end('one');
  await works[1]?.task(AbortSignal.abort());
  works[0]?.end('zero');
  expect(await first).toEqual({ done: false, value: 'zero' });
  expect(await results.next()).toEqual({ done: false, value: 'one' });
  expect(await results.next()).toMatchObject({ done: true });
});

test('pulls no faster than it is read, and closes the source when nobody reads on', async () => {
  const pool = createWorkerPool({ concurrency: 2, queueLimit: 0 });
  const { seen, items } = numbers();
  const results = pool.map(items, (n) => n * 2);
  expect(seen.taken).toBe(0);
  const read: number[] = [];
  for await (const result of results) {
    read.push(result);
    expect(seen.taken).toBeLessThanOrEqual(read.length + 3);
    if (read.length === 4) break;
  }
  expect(read).toEqual([0, 2, 4, 6]);
  expect(seen.closed).toBe(1);
});

test('an error comes after the results before it, and ends it', async () => {
  const pool = createWorkerPool({ concurrency: 3 });
  const { seen, items } = numbers();
  const read: number[] = [];
  const error = new Error('two is bad');
  const reading = async () => {
    for await (const n of pool.map(items, (n) => (n === 2 ? Promise.reject(error) : n))) read.push(n);
  };
  await expect(reading()).rejects.toBe(error);
  expect(read).toEqual([0, 1]);
  expect(seen.closed).toBe(1);
});
