import { createHash } from 'node:crypto';

/** The same for two values exactly if they are the same JSON, whatever the order of their members. */
export function digestJson(value: unknown): Buffer {
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== 'object' || member === null) return member;
    return Array.isArray(member) ? ['array', ...member] : ['object', ...sortedMembers(member)];
  });
  return createHash('sha256').update(text).digest();
}

/** As a list: an object would put `"9"` before `"10"` by itself, and take `__proto__` for something else. */
function sortedMembers(object: object): readonly unknown[] {
  return Object.entries(object)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat();
}
