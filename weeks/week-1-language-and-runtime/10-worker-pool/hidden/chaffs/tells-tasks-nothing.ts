import { createWorkerPool as createRight, type PoolOptions, type WorkerPool } from '../wheat/index.ts';
import { withRun } from './with-run.ts';

export * from '../wheat/index.ts';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const right = createRight(options);
  return withRun(right, (task, runOptions) =>
    right.run(() => task(new AbortController().signal), runOptions),
  );
}
