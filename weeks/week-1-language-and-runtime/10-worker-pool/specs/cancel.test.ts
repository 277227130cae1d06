import { expect, test } from 'vitest';
import { createWorkerPool, PoolClosedError, TaskTimeoutError } from '../src/index.ts';
import { gated, turn } from './gate.ts';

test('an abort while the task waits', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  const busy = gated();
  const waiting = gated();
  const caller = new AbortController();
  const first = pool.run(busy.task);
  const second = pool.run(waiting.task, { signal: caller.signal });
  const reason = new Error('not any more');
  caller.abort(reason);
  await expect(second).rejects.toBe(reason);
  busy.end('done');
  await first;
  await turn();
  expect(waiting.seen.signal).toBeNull();
});

test('an abort while the task runs keeps its slot', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  const deaf = gated();
  const next = gated();
  const caller = new AbortController();
  const first = pool.run(deaf.task, { signal: caller.signal });
  const second = pool.run(next.task);
  await turn();
  caller.abort();
  await expect(first).rejects.toBe(caller.signal.reason);
  await turn();
  expect(deaf.seen.signal?.reason).toBe(caller.signal.reason);
  expect(next.seen.signal).toBeNull();
  deaf.end('too late');
  await turn();
  next.end('next');
  expect(await second).toBe('next');
});

test('a time limit', async () => {
  const pool = createWorkerPool({ concurrency: 1, taskTimeoutMs: 20 });
  const slow = gated();
  await expect(pool.run(slow.task)).rejects.toThrow(TaskTimeoutError);
  expect(pool.stats.active).toBe(1);
  slow.end('too late');
  await pool.onIdle();
  expect(pool.stats).toMatchObject({ active: 0, timedOut: 1, completed: 0 });
});

test('close drains', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  const results = Promise.all([pool.run(() => 1), pool.run(() => 2)]);
  const closed = pool.close();
  await expect(pool.run(() => 3)).rejects.toThrow(PoolClosedError);
  expect(await results).toEqual([1, 2]);
  await closed;
});
