import { createMemoryStore as createRight, usualStore } from '../wheat/memory-store.ts';
import type { Store } from '../wheat/types.ts';

export * from '../wheat/index.ts';

export function createMemoryStore(): Store {
  return createRight({
    ...usualStore,
    startBehind: (after, hasPlace) => (after === 0 || hasPlace(after) ? after : Number.POSITIVE_INFINITY),
  });
}
