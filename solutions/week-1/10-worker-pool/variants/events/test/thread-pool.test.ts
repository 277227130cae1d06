import { expect, test } from 'vitest';
import { createThreadPool, TaskTimeoutError, WorkerCrashedError } from '../src/index.ts';

const module = new URL('./thread-functions.ts', import.meta.url);

test('calls exported functions; an error fails its own call', async () => {
  await using pool = createThreadPool({ size: 1, module });
  const results = [
    pool.run('add', [2, 3]),
    pool.run('fail', ['no']),
    pool.run('missing'),
    pool.run('add', [1, 1]),
  ];
  const settled = await Promise.allSettled(results);
  expect(settled.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.message))).toEqual([
    5,
    'no',
    expect.stringContaining('missing'),
    2,
  ]);
});

test('a thread that dies is replaced, one that loops is ended', async () => {
  await using pool = createThreadPool({ size: 1, module });
  const results = await Promise.allSettled([
    pool.run('exit'),
    pool.run('loop', [], { timeoutMs: 40 }),
    pool.run('add', [1, 1]),
  ]);
  expect(results).toMatchObject([
    { reason: expect.any(WorkerCrashedError) },
    { reason: expect.any(TaskTimeoutError) },
    { value: 2 },
  ]);
});
