/**
 * A right implementation of the seams, for the learner's own tests to pass on: that of postgres-refactor, whose app logs as
 * this page says, and the two new functions. Chaffs are made from it.
 */

import type { Server } from 'node:http';
import {
  createApp as createUsual,
  usualApp,
} from '../../../../week-2-http-and-systems/01-rest-api/hidden/wheat/create-app.ts';
import type {
  Clock,
  Config,
  Logger,
  Store,
} from '../../../../week-2-http-and-systems/02-postgres-refactor/hidden/wheat/index.ts';
import { findRoute } from './find-route.ts';
import { lineOf, tellError } from './log-lines.ts';

export {
  chain,
  classifyDatabaseError,
  createMemoryStore,
  Mutex,
  retryTransaction,
} from '../../../../week-2-http-and-systems/02-postgres-refactor/hidden/wheat/index.ts';
export { loadConfig } from './load-config.ts';
export { takeToken } from './take-token.ts';
export type { Clock, Config, Logger, Store };

export function createApp(parts: {
  readonly store: Store;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly config: Config;
}): Server {
  return createUsual(parts, { ...usualApp, findRoute, lineOf, tellError });
}
