import { expect, test } from 'vitest';
import { createWorkerPool, QueueFullError } from '../src/index.ts';
import { gated, turn } from './gate.ts';

test('run gives what the task gives', async () => {
  const pool = createWorkerPool({ concurrency: 2 });
  expect(await pool.run(() => 4)).toBe(4);
  expect(await pool.run(async () => 'later')).toBe('later');
});

test('the task is given a signal', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  await pool.run((signal) => {
    expect(signal).toBeInstanceOf(AbortSignal);
    expect(signal.aborted).toBe(false);
  });
});

test('no more run at once than there are slots, and the next one starts when one has ended', async () => {
  const pool = createWorkerPool({ concurrency: 2 });
  const tasks = [gated(), gated(), gated()];
  const results = tasks.map(({ task }) => pool.run(task));
  await turn();
  expect(tasks.map(({ seen }) => seen.signal !== null)).toEqual([true, true, false]);
  tasks[1]?.end('one');
  await turn();
  expect(tasks[2]?.seen.signal).not.toBeNull();
  tasks[0]?.end('zero');
  tasks[2]?.end('two');
  expect(await Promise.all(results)).toEqual(['zero', 'one', 'two']);
});

test('an error reaches its caller, and the next task runs', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  const error = new Error('no');
  const failing = pool.run(() => {
    throw error;
  });
  await expect(failing).rejects.toBe(error);
  expect(await pool.run(() => 'next')).toBe('next');
});

test('what is thrown and is no error comes as the cause of one', async () => {
  const pool = createWorkerPool({ concurrency: 1 });
  await expect(pool.run(() => Promise.reject('a text'))).rejects.toHaveProperty('cause', 'a text');
});

test('a full queue refuses', async () => {
  const pool = createWorkerPool({ concurrency: 1, queueLimit: 0 });
  const busy = gated();
  const result = pool.run(busy.task);
  await expect(pool.run(() => {})).rejects.toThrow(QueueFullError);
  busy.end('done');
  expect(await result).toBe('done');
});

test.each([0, -1, 1.5, Number.NaN])('%d is no number of slots', (concurrency) => {
  expect(() => createWorkerPool({ concurrency })).toThrow(RangeError);
});
