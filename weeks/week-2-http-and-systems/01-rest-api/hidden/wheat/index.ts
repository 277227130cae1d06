/** A right implementation of the page, for the learner's own tests to pass on. Chaffs are made from it. */

import { createApp as createUsual } from './create-app.ts';
import { createMemoryStore as createUsualStore } from './memory-store.ts';
import type { Clock, Config, Logger, Store } from './types.ts';

export { chain } from './chain.ts';
export { Mutex } from './mutex.ts';
export type { Clock, Config, Logger, Middleware, Store, Task } from './types.ts';

export function createApp(parts: { store: Store; logger: Logger; clock: Clock; config: Config }) {
  return createUsual(parts);
}

export function createMemoryStore(): Store {
  return createUsualStore();
}
