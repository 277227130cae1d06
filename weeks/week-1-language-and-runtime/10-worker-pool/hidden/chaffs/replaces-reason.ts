import { createWorkerPool as createRight, type PoolOptions, type WorkerPool } from '../wheat/index.ts';
import { withRun } from './with-run.ts';

export * from '../wheat/index.ts';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const right = createRight(options);
  return withRun(right, async (task, runOptions) => {
    try {
      return await right.run(task, runOptions);
    } catch (error) {
      const { signal } = runOptions;
      if (signal instanceof AbortSignal && signal.aborted && error === signal.reason)
        throw new DOMException('the task was aborted', 'AbortError');
      throw error;
    }
  });
}
