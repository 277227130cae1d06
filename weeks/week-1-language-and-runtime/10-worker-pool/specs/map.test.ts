import { expect, test } from 'vitest';
import { createWorkerPool } from '../src/index.ts';

test('results come in order', async () => {
  const pool = createWorkerPool({ concurrency: 3 });
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const results = pool.map([20, 1, 10], async (ms) => {
    await wait(ms);
    return ms;
  });
  expect(await Array.fromAsync(results)).toEqual([20, 1, 10]);
});

test('an endless source can be read in part', async () => {
  const pool = createWorkerPool({ concurrency: 2 });
  let closed = false;
  function* numbers() {
    try {
      for (let n = 0; ; n += 1) yield n;
    } finally {
      closed = true;
    }
  }
  const read: number[] = [];
  for await (const n of pool.map(numbers(), (n) => n * n)) {
    read.push(n);
    if (read.length === 3) break;
  }
  expect(read).toEqual([0, 1, 4]);
  expect(closed).toBe(true);
});
