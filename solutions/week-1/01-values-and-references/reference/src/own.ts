import { isPlainObject } from './plain.ts';

/**
 * The value as something that nobody can change: itself where that is so already, else a copy that is frozen all the way
 * down. What is neither an array nor a plain object counts as one value and is shared.
 */
export function own<T>(value: T): T {
  return ownAny(value) as T;
}

function ownAny(node: unknown): unknown {
  if (Array.isArray(node)) {
    const items = node.map(ownAny);
    return isKept(
      node,
      items.every((item, at) => Object.is(item, node[at])),
    )
      ? node
      : Object.freeze(items);
  }
  if (isPlainObject(node)) {
    const members = Object.entries(node).map(([name, member]) => [name, ownAny(member)] as const);
    return isKept(
      node,
      members.every(([name, member]) => Object.is(member, node[name])),
    )
      ? node
      : Object.freeze(Object.fromEntries(members));
  }
  return node;
}

/** A freeze holds for one level. Only together with unchangeable parts does it say that a node never changes. */
function isKept(node: object, partsKept: boolean): boolean {
  return partsKept && Object.isFrozen(node);
}
