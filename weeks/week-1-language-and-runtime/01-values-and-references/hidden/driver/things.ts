import type { Money, Seam } from './seam.ts';
import type { Named, Told, Tree, What } from './trees.ts';

/** Builds what the judge describes, and describes what is there. One of them knows each object by the number it gave it. */
export interface Things {
  build(tree: Tree): unknown;
  describe(value: unknown): Told;
}

/** Taken before the learner's module is loaded. */
const { keys, getPrototypeOf, isFrozen, is } = Object;
const { isArray } = Array;
const plainObject = Object.prototype;
const deepest = 40;

/** An object of a class, with a field that can be written to. */
class Point {
  x = 1;
  y = 2;
}

export function createThings({ Money }: Pick<Seam, 'Money'>): Things {
  const shared = new Map<string, unknown>();
  const known: unknown[] = [];

  function build(tree: Tree): unknown {
    switch (tree.kind) {
      case 'plain':
        return tree.value;
      case 'named':
        return namedValues[tree.name];
      case 'bigint':
        return BigInt(tree.digits);
      case 'list':
        return tree.items.map(build);
      case 'record':
        return Object.fromEntries(tree.members.map(([name, member]) => [name, build(member)]));
      case 'thing':
        return make(tree.what);
      case 'money':
        return Money.of(tree.amount, tree.currency);
      case 'shared': {
        if (!shared.has(tree.name)) shared.set(tree.name, build(tree.tree));
        return shared.get(tree.name);
      }
      default:
        return tree satisfies never;
    }
  }

  /** Compares one by one, since a Map of objects could be patched by the module. */
  function numberOf(object: unknown): number {
    for (let at = 0; at < known.length; at++) if (known[at] === object) return at;
    known[known.length] = object;
    return known.length - 1;
  }

  function describe(value: unknown, depth = 0): Told {
    const named = nameOf(value);
    if (named !== null) return { kind: 'named', name: named };
    switch (typeof value) {
      case 'boolean':
      case 'number':
      case 'string':
        return { kind: 'plain', value };
      case 'bigint':
        return { kind: 'bigint', digits: `${value}` };
      case 'symbol':
        return { kind: 'strange', object: -1, text: 'a symbol' };
      default:
        return value === null ? { kind: 'plain', value: null } : describeObject(value as object, depth);
    }
  }

  function describeObject(value: object, depth: number): Told {
    const object = numberOf(value);
    if (depth > deepest) return { kind: 'strange', object, text: 'something too deep' };
    if (isArray(value)) {
      const items: Told[] = [];
      for (let at = 0; at < value.length; at++) items[at] = describe(value[at], depth + 1);
      return { kind: 'list', object, frozen: isFrozen(value), items };
    }
    const prototype = typeof value === 'function' ? null : getPrototypeOf(value);
    if (prototype === plainObject) {
      const members: (readonly [string, Told])[] = [];
      for (const name of keys(value)) {
        members[members.length] = [name, describe((value as Record<string, unknown>)[name], depth + 1)];
      }
      return { kind: 'record', object, frozen: isFrozen(value), members };
    }
    const what = whatIs(value);
    if (what !== null) return { kind: 'thing', object, what };
    if (value instanceof (Money as unknown as new () => object)) {
      return { kind: 'money', object, text: tellMoney(value as Money) };
    }
    return {
      kind: 'strange',
      object,
      text: prototype === null ? 'an object without a prototype' : 'an object of a class',
    };
  }

  return { build, describe: (value) => describe(value) };
}

const namedValues: Readonly<Record<Named, unknown>> = { undefined, NaN: Number.NaN, '-0': -0 };

function nameOf(value: unknown): Named | null {
  if (value === undefined) return 'undefined';
  if (is(value, Number.NaN)) return 'NaN';
  return is(value, -0) ? '-0' : null;
}

function make(what: What): unknown {
  switch (what) {
    case 'date':
      return new Date(0);
    case 'map':
      return new Map([['size', 1]]);
    case 'function':
      return () => what;
    case 'point':
      return new Point();
    default:
      return what satisfies never;
  }
}

function whatIs(value: object): What | null {
  if (typeof value === 'function') return 'function';
  if (value instanceof Date) return 'date';
  if (value instanceof Map) return 'map';
  return value instanceof Point ? 'point' : null;
}

/** An amount as it shows itself; calling its methods is how one sees that it is a working one. */
function tellMoney(money: Money): string {
  try {
    return `${money.toString()}`;
  } catch {
    return 'a Money that cannot be read';
  }
}
