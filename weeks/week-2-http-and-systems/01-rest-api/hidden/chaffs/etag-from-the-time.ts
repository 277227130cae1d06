import { createMemoryStore as createRight, usualStore } from '../wheat/memory-store.ts';
import type { Store } from '../wheat/types.ts';

export * from '../wheat/index.ts';

export function createMemoryStore(): Store {
  return createRight({ ...usualStore, tagOf: ({ updatedAt }) => `"${Date.parse(updatedAt).toString(36)}"` });
}
