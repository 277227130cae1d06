/** Some of the options, as somebody gave them. */
export type Given<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** The options that hold: what was given, and the default for the rest. */
export function withDefaults<T extends object>(defaults: T, given: Given<T> = {}): T {
  const options = defaults;
  for (const name of Object.keys(given) as (keyof T)[]) {
    options[name] = given[name] || options[name];
  }
  return options;
}
