export { PoolClosedError, QueueFullError, TaskTimeoutError, WorkerCrashedError } from './errors.ts';
export { createThreadPool } from './thread-pool.ts';
export { createWorkerPool } from './worker-pool.ts';
