import { createMemoryStore as createRight } from '../wheat/index.ts';
import type { Store } from '../wheat/types.ts';

/** A right store, some methods of which are others. Methods of the rest are called on the right one. */
export function withStore(others: (right: Store) => Partial<Store>): Store {
  const right = createRight();
  return { ...right, ...others(right) };
}
