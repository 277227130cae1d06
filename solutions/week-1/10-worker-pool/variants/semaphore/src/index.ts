export { PoolClosedError, QueueFullError, TaskTimeoutError, WorkerCrashedError } from './errors.ts';
export { createThreadPool, type ThreadPool } from './thread-pool.ts';
export { createWorkerPool, type WorkerPool } from './worker-pool.ts';
