export { PoolClosedError, QueueFullError, TaskTimeoutError, WorkerCrashedError } from './errors.ts';
export { createThreadPool, type ThreadPool, type ThreadPoolOptions } from './thread-pool.ts';
export type { CloseOptions, PoolStats, RunOptions } from './types.ts';
export { createWorkerPool, type Task, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';
