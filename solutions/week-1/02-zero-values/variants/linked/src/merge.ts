type Partially<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

export function withDefaults<T extends object>(defaults: T, given?: Partially<T>): T {
  const own = new Map<string, unknown>(Object.entries(defaults));
  for (const [name, value] of Object.entries(given ?? {})) {
    if (own.has(name) && typeof value !== 'undefined') own.set(name, value);
  }
  return Object.freeze(Object.fromEntries(own)) as T;
}
