import type { Server } from 'node:http';
import type { Logger } from './domain/logger.ts';
import type { Clock, TaskRepository } from './domain/model.ts';
import { Application } from './http/application.ts';
import type { Config } from './http/types.ts';
import { MemoryRepository } from './store/memory-repository.ts';

export type { Logger } from './domain/logger.ts';
export type { Clock, HistoryEntry, Task } from './domain/model.ts';
export { chain } from './http/chain.ts';
export type { Config, Middleware } from './http/types.ts';
export { takeToken } from './limit/token-bucket.ts';
export { loadConfig } from './service-config.ts';
export { Mutex } from './store/mutex.ts';
export { retryTransaction } from './store/postgres/retry-transaction.ts';
export { classifyDatabaseError } from './store/postgres/sql-state.ts';

export function createApp(parts: {
  store: TaskRepository;
  logger: Logger;
  clock: Clock;
  config: Config;
}): Server {
  return new Application(parts).server();
}

export function createMemoryStore(): TaskRepository {
  return new MemoryRepository();
}
