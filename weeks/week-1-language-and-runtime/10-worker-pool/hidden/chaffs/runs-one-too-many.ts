import { createWorkerPool as createRight, type PoolOptions, type WorkerPool } from '../wheat/index.ts';

export * from '../wheat/index.ts';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const { concurrency } = options;
  // What is no number stays what it is, and is refused.
  return createRight({ ...options, concurrency: concurrency >= 1 ? concurrency + 1 : concurrency });
}
