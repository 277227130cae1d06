import type { Condition, Store } from '../wheat/types.ts';
import { withStore } from './with-store.ts';

export * from '../wheat/index.ts';

export function createMemoryStore(): Store {
  return withStore((right) => ({
    edit: (id, patch, ifMatch, ...rest) => right.edit(id, patch, strong(ifMatch), ...rest),
    drop: (id, ifMatch, signal) => right.drop(id, strong(ifMatch), signal),
  }));
}

function strong(condition: Condition): Condition {
  return condition === 'any' ? condition : condition.map(({ tag }) => ({ tag, weak: false }));
}
