import { describe, expect, test } from 'vitest';
import { createWorkerPool, QueueFullError } from '../src/index.ts';
import { byNow, gated, turn } from './gated.ts';

describe('slots', () => {
  test('shut all gates: exactly as many start as there are slots; open one: exactly one more', async () => {
    const pool = createWorkerPool({ concurrency: 2 });
    const tasks = Array.from({ length: 5 }, () => gated<number>());
    const results = tasks.map(({ task }) => pool.run(task));
    const begun = () => tasks.map(({ signal }) => signal !== null);
    await turn();
    expect(begun()).toEqual([true, true, false, false, false]);
    tasks[1]?.end(1);
    await turn();
    expect(begun()).toEqual([true, true, true, false, false]);
    tasks[0]?.end(0);
    tasks[2]?.end(2);
    await turn();
    expect(begun()).toEqual([true, true, true, true, true]);
    tasks[3]?.end(3);
    tasks[4]?.end(4);
    expect(await Promise.all(results)).toEqual([0, 1, 2, 3, 4]);
  });

  test.each<[string, () => unknown]>([
    [
      'throws before its first await',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['returns at once', () => 1],
  ])('a task that %s gives its slot back', async (_, task) => {
    const pool = createWorkerPool({ concurrency: 1 });
    await pool.run(task).catch(() => {});
    await turn();
    expect(pool.stats.active).toBe(0);
    expect(await pool.run(() => 'next')).toBe('next');
  });

  test('stats follow the tasks', async () => {
    const pool = createWorkerPool({ concurrency: 1 });
    const first = gated();
    const second = gated();
    const results = [pool.run(first.task), pool.run(second.task).catch(() => {})];
    await turn();
    expect(pool.stats).toMatchObject({ active: 1, queued: 1, completed: 0 });
    first.end();
    await second.started;
    second.fail(new Error('no'));
    await Promise.all(results);
    expect(pool.stats).toEqual({ active: 0, queued: 0, completed: 1, failed: 1, timedOut: 0, cancelled: 0 });
  });
});

describe('errors', () => {
  test('an error arrives as it is', async () => {
    const error = new RangeError('out of range');
    const pool = createWorkerPool({ concurrency: 1 });
    await expect(pool.run(() => Promise.reject(error))).rejects.toBe(error);
  });

  test.each(['a text', 0, null, undefined])(
    '%j, which is no error, arrives as the cause of one',
    async (thrown) => {
      const pool = createWorkerPool({ concurrency: 1 });
      const error = await pool.run(() => Promise.reject(thrown)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(error).toHaveProperty('cause', thrown);
    },
  );
});

describe('the queue', () => {
  test('has room for queueLimit, besides those that run', async () => {
    const pool = createWorkerPool({ concurrency: 2, queueLimit: 1 });
    const tasks = Array.from({ length: 3 }, () => gated());
    const results = tasks.map(({ task }) => pool.run(task));
    expect(await byNow(pool.run(() => {}))).toBeInstanceOf(QueueFullError);
    for (const task of tasks) task.end();
    await Promise.all(results);
  });

  test('may have no room at all', async () => {
    const pool = createWorkerPool({ concurrency: 1, queueLimit: 0 });
    const only = gated();
    const result = pool.run(only.task);
    expect(await byNow(pool.run(() => {}))).toBeInstanceOf(QueueFullError);
    only.end();
    await result;
    expect(await pool.run(() => 'room again')).toBe('room again');
  });
});

test.each([0, 1.5, Number.NaN, -1])('%d slots are none', (concurrency) => {
  expect(() => createWorkerPool({ concurrency })).toThrow(RangeError);
});

test('run rejects where its arguments are wrong, and does not throw', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  const results = [pool.run(() => 1, { timeoutMs: 0 }), pool.run(() => 1, { timeoutMs: 2 ** 31 })];
  for (const outcome of await Promise.all(results.map(byNow))) expect(outcome).toBeInstanceOf(RangeError);
});
