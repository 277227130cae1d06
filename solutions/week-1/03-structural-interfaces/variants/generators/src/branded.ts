export type Branded<Name extends string> = string & { readonly __brand: Name };

export function parse<Name extends string>(name: Name, letter: string, text: string): Branded<Name> {
  if (new RegExp(`^${letter}-\\d+$`).test(text)) return text as Branded<Name>;
  throw new RangeError(`not a ${name} id`);
}
