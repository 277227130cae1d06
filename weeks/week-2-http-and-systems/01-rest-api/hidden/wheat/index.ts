/** A right implementation of the page, for the learner's own tests to pass on. Chaffs are made from it. */

import type { Server } from 'node:http';
import { createApp as createUsual } from './create-app.ts';
import { createMemoryStore as createUsualStore } from './memory-store.ts';
import type { Clock, Config, Logger, Store } from './types.ts';

export { chain } from './chain.ts';
export { Mutex } from './mutex.ts';
export type { Clock, Config, Logger, Middleware, Store, Task } from './types.ts';

export interface Parts {
  readonly store: Store;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly config: Config;
}

export function createApp(parts: Parts): Server {
  return createUsual(parts);
}

export function createMemoryStore(): Store {
  return createUsualStore();
}
