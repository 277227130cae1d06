// What tests and the judge import.
export { PoolClosedError, QueueFullError, TaskTimeoutError, WorkerCrashedError } from './errors.ts';
export { createThreadPool, type ThreadPool, type ThreadPoolOptions } from './thread-pool.ts';
export {
  type CloseOptions,
  createWorkerPool,
  type PoolStats,
  type RunOptions,
  type Task,
  type WorkerPool,
  type WorkerPoolOptions,
} from './worker-pool.ts';
