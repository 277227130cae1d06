import type { Patch, Store } from '../wheat/types.ts';
import { withStore } from './with-store.ts';

export * from '../wheat/index.ts';

export function createMemoryStore(): Store {
  return withStore((right) => ({
    edit: (id, patch, ...rest) => right.edit(id, withoutNull(patch), ...rest),
    apply: (operations, ...rest) =>
      right.apply(
        operations.map((each) => (each.op === 'update' ? { ...each, task: withoutNull(each.task) } : each)),
        ...rest,
      ),
  }));
}

function withoutNull({ due, ...rest }: Patch): Patch {
  return due === null || due === undefined ? rest : { ...rest, due };
}
