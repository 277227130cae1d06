/** Every name by which something of the object can be reached, its own or inherited, but what all objects have. */
export function reachableNames(object: object): string[] {
  const names = new Set<string>();
  for (let each: object | null = object; each !== null && each !== Object.prototype; ) {
    for (const key of Reflect.ownKeys(each)) if (key !== 'constructor') names.add(String(key));
    each = Object.getPrototypeOf(each) as object | null;
  }
  return [...names].sort();
}
