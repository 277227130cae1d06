export type PlainObject = Readonly<Record<string, unknown>>;

/** From `{ … }` or `JSON.parse`. Objects of a class are values without parts: copied member by member they would lose it. */
export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
