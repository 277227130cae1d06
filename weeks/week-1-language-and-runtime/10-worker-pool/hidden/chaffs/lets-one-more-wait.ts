import { createWorkerPool as createRight, type PoolOptions, type WorkerPool } from '../wheat/index.ts';

export * from '../wheat/index.ts';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const { queueLimit } = options;
  return createRight({
    ...options,
    queueLimit: Number(queueLimit) >= 0 ? Number(queueLimit) + 1 : queueLimit,
  });
}
