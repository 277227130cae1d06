import { expect, test } from 'vitest';
import { createWorkerPool, PoolClosedError } from '../src/index.ts';
import { byNow, gated } from './gated.ts';

test('a drain runs what was accepted, and refuses the rest', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  const tasks = [gated<string>(), gated<string>()];
  const results = tasks.map(({ task }) => pool.run(task));
  const closed = pool.close();
  await expect(pool.run(() => 1)).rejects.toThrow(PoolClosedError);
  tasks[0]?.end('first');
  expect(await byNow(closed)).toBe('pending');
  expect(tasks[1]?.signal).not.toBeNull();
  tasks[1]?.end('second');
  expect(await Promise.all(results)).toEqual(['first', 'second']);
  await closed;
});

test('an abort gives everything up and waits for the functions', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  const deaf = gated();
  const waiting = gated();
  const results = [pool.run(deaf.task), pool.run(waiting.task)];
  const signal = await deaf.started;
  const closed = pool.close({ mode: 'abort' });
  const outcomes = await Promise.all(results.map(byNow));
  for (const outcome of outcomes) expect(outcome).toBeInstanceOf(PoolClosedError);
  expect(signal.aborted).toBe(true);
  expect(await byNow(closed)).toBe('pending');
  deaf.end();
  await closed;
  expect(waiting.signal).toBeNull();
});

test('an abort cuts a drain short', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  const running = gated();
  const result = pool.run(running.task);
  await running.started;
  const drained = pool.close();
  void pool.close({ mode: 'abort' });
  await expect(result).rejects.toThrow(PoolClosedError);
  running.end();
  await drained;
});

test('leaving the block drains', async () => {
  const results: number[] = [];
  {
    await using pool = createWorkerPool({ concurrency: 1 });
    for (const n of [1, 2]) void pool.run(() => results.push(n));
  }
  expect(results).toEqual([1, 2]);
});

test('idle is when nothing runs, again and again', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  await pool.onIdle();
  const only = gated();
  const result = pool.run(only.task);
  const idle = pool.onIdle();
  expect(await byNow(idle)).toBe('pending');
  only.end();
  await idle;
  await result;
});
