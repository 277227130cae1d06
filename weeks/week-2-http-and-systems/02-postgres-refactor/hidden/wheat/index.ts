/**
 * A right implementation of the seams, for the learner's own tests to pass on: that of rest-api with a history, and the two
 * new functions. Chaffs are made from it.
 */

import type { Server } from 'node:http';
import { createApp as createUsual, usualApp } from '../../../01-rest-api/hidden/wheat/create-app.ts';
import type { Clock, Config, Logger } from '../../../01-rest-api/hidden/wheat/types.ts';
import { findRoute } from './find-route.ts';
import { createStoreWithHistory, type HistoryStore } from './store-with-history.ts';

export { chain } from '../../../01-rest-api/hidden/wheat/chain.ts';
export { Mutex } from '../../../01-rest-api/hidden/wheat/mutex.ts';
export type { Clock, Config, Logger, Middleware, Task } from '../../../01-rest-api/hidden/wheat/types.ts';
export { classifyDatabaseError } from './classify-database-error.ts';
export { retryTransaction } from './retry-transaction.ts';
export type { HistoryStore as Store } from './store-with-history.ts';

export function createApp(parts: {
  readonly store: HistoryStore;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly config: Config;
}): Server {
  return createUsual(parts, { ...usualApp, findRoute });
}

export function createMemoryStore(): HistoryStore {
  return createStoreWithHistory();
}
