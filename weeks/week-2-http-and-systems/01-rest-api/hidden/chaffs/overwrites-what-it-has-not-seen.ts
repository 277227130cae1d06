import { setImmediate as turn } from 'node:timers/promises';
import { matchesStrongly } from '../wheat/conditions.ts';
import type { Store } from '../wheat/types.ts';
import { withStore } from './with-store.ts';

export * from '../wheat/index.ts';

export function createMemoryStore(): Store {
  return withStore((right) => ({
    async edit(id, patch, ifMatch, at, signal) {
      const found = await right.find(id, signal);
      if (found === null) return 'missing';
      if (!matchesStrongly(ifMatch, found.etag)) return 'changed';
      // As many turns as it takes for requests that were sent together to have come this far.
      for (let turns = 0; turns < 50; turns += 1) await turn();
      return right.edit(id, patch, 'any', at, signal);
    },
  }));
}
