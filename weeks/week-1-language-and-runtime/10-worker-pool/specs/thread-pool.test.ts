import { expect, test } from 'vitest';
import { createThreadPool, WorkerCrashedError } from '../src/index.ts';

const module = new URL('./functions.ts', import.meta.url);

test('exported functions run in threads', async () => {
  const pool = createThreadPool({ size: 2, module });
  expect(await Promise.all([pool.run('add', [1, 2]), pool.run('inThread')])).toEqual([3, true]);
  await pool.close();
});

test('a thread that exits fails its own task', async () => {
  const pool = createThreadPool({ size: 1, module });
  const results = [pool.run('exit'), pool.run('add', [1, 2])];
  await expect(results[0]).rejects.toThrow(WorkerCrashedError);
  expect(await results[1]).toBe(3);
  await pool.close();
});
