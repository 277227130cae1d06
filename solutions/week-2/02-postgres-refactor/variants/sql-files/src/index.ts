export type { Clock, Store, Task } from './domain/task.ts';
export { createApp } from './http/app.ts';
export { chain } from './http/chain.ts';
export type { Config, Logger, Middleware } from './http/shapes.ts';
export { classifyDatabaseError } from './store/classify.ts';
export { Mutex } from './store/mutex.ts';
export { retryTransaction } from './store/retry.ts';
export { createSnapshotStore as createMemoryStore } from './store/snapshot-store.ts';
