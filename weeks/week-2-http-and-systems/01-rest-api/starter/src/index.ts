// The seams: what your tests and the judge import.
export type { Clock } from './domain/clock.ts';
export type { Task } from './domain/task.ts';
export type { TaskStore } from './domain/task-store.ts';
export { type AppParts, createApp } from './http/app.ts';
export { chain, type Middleware } from './http/chain.ts';
export type { Config } from './http/config.ts';
export type { Logger } from './http/logger.ts';
export { createMemoryStore } from './store/memory-store.ts';
export { Mutex } from './store/mutex.ts';
