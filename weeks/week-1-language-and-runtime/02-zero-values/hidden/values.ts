import { pack, unpack, type Wire } from './driver/wire.ts';

/** An object that the driver makes and knows again; here its name is all of it. */
export function thing(name: string): symbol {
  return Symbol.for(name);
}

export function toWire(value: unknown): Wire {
  return pack(value, (each) => (typeof each === 'symbol' ? Symbol.keyFor(each) : undefined));
}

export function fromWire(wire: Wire): unknown {
  return unpack(wire, thing);
}

/** A value as it is written in a program. */
export function spell(value: unknown): string {
  if (typeof value === 'symbol') return value.description ?? 'a symbol';
  if (typeof value === 'string') return JSON.stringify(value).replaceAll("'", "\\'").replace(/^"|"$/g, "'");
  if (Array.isArray(value)) return `[${value.map(spell).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([name, member]) => `${name}: ${spell(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same members with the same values, in any order; NaN is itself, and -0 is 0. */
export function sameMembers(left: unknown, right: Readonly<Record<string, unknown>>): boolean {
  if (!isRecord(left)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]))
  );
}

export function same(left: unknown, right: unknown): boolean {
  return left === right || Object.is(left, right);
}
