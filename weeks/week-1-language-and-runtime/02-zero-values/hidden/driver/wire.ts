/** Values as they go over the link: JSON has no word for undefined, NaN and the infinities, nor for "that very object". */
export type Wire =
  | null
  | boolean
  | number
  | string
  | { readonly word: 'undefined' | 'NaN' | 'Infinity' | '-Infinity' }
  | { readonly members: readonly (readonly [name: string, value: Wire])[] }
  /** An object that both sides know by this name. */
  | { readonly thing: string }
  /** What neither side needs to look into; only told, never made. */
  | { readonly strange: string };

const deepest = 4;

export function pack(value: unknown, nameOf: (value: unknown) => string | undefined, depth = 0): Wire {
  const thing = nameOf(value);
  if (thing !== undefined) return { thing };
  switch (typeof value) {
    case 'undefined':
      return { word: 'undefined' };
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : { word: String(value) as 'NaN' };
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return { strange: `a list of ${value.length}` };
      if (depth === deepest) return { strange: 'an object' };
      return {
        members: Object.entries(value).map(([name, member]) => [name, pack(member, nameOf, depth + 1)]),
      };
    default:
      return { strange: `a ${typeof value}` };
  }
}

export function unpack(wire: Wire, thingOf: (name: string) => unknown): unknown {
  if (typeof wire !== 'object' || wire === null) return wire;
  if ('word' in wire) return wire.word === 'undefined' ? undefined : Number(wire.word);
  if ('thing' in wire) return thingOf(wire.thing);
  if ('strange' in wire) return Symbol(wire.strange);
  const object = {};
  for (const [name, member] of wire.members) {
    // An assignment to __proto__ would make no member.
    Object.defineProperty(object, name, {
      value: unpack(member, thingOf),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}
