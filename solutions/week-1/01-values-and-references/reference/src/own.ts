import { isPlainObject } from './plain.ts';

/**
 * The value as something that nobody can change: itself where that is so already, else a copy that is frozen all the way
 * down. A freeze holds for one level, so a node is left alone only where all of its parts were, too. What is neither an
 * array nor a plain object counts as one value and is shared.
 */
export function own<T>(value: T): T {
  return ownAny(value) as T;
}

function ownAny(node: unknown): unknown {
  if (Array.isArray(node)) {
    const items = node.map(ownAny);
    const same = items.every((item, at) => Object.is(item, node[at]));
    return same && Object.isFrozen(node) ? node : Object.freeze(items);
  }
  if (isPlainObject(node)) {
    const members = Object.entries(node).map(([name, member]) => [name, ownAny(member)] as const);
    const same = members.every(([name, member]) => Object.is(member, node[name]));
    return same && Object.isFrozen(node) ? node : Object.freeze(Object.fromEntries(members));
  }
  return node;
}
