/** Some of the options, as somebody gave them. */
export type Given<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/**
 * A new object with the names of the defaults: what was given, and the default for what is absent or undefined. Null was
 * given. Values are taken over as they are, and nothing within them is merged.
 */
export function withDefaults<T extends object>(defaults: Readonly<T>, given: Given<T> = {}): T {
  const said = Object.entries(given).filter(
    ([name, value]) => value !== undefined && Object.hasOwn(defaults, name),
  );
  return { ...defaults, ...Object.fromEntries(said) };
}
