import type { Store } from '../wheat/types.ts';
import { withStore } from './with-store.ts';

export * from '../wheat/index.ts';

export function createMemoryStore(): Store {
  return withStore((right) => ({
    async apply(operations, at, signal) {
      const done = await right.apply(operations, at, signal);
      if (!('why' in done)) return done;
      for (const operation of operations.slice(0, done.index))
        if (operation.op === 'delete') await right.drop(operation.id, operation.ifMatch, signal);
      return done;
    },
  }));
}
