/** A right implementation of the page, for the learner's own tests to pass on. Chaffs are made from it. */
export { PoolClosedError, QueueFullError, TaskTimeoutError, WorkerCrashedError } from './errors.ts';
export { createThreadPool } from './thread-pool.ts';
export type { MapOptions, PoolOptions, RunOptions, Task, WorkerPool } from './types.ts';
export { createWorkerPool } from './worker-pool.ts';
