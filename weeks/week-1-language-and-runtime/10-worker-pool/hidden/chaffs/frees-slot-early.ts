import { createWorkerPool as createRight, type PoolOptions, type WorkerPool } from '../wheat/index.ts';
import { withRun } from './with-run.ts';

export * from '../wheat/index.ts';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const right = createRight(options);
  return withRun(right, (task, runOptions) =>
    right.run((signal) => {
      const aborted = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
      const result = task(signal);
      return result instanceof Promise ? Promise.race([result, aborted]) : result;
    }, runOptions),
  );
}
