/** Never there when the program runs: two types that differ in it are two types for the compiler. */
declare const brand: unique symbol;

type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type UserId = Id<'UserId'>;
export type OrderId = Id<'OrderId'>;

/** Throws a RangeError for a text that is not `u-` and digits. */
export function userId(text: string): UserId {
  return idOf<'UserId'>(/^u-[0-9]+$/, text);
}

/** Throws a RangeError for a text that is not `o-` and digits. */
export function orderId(text: string): OrderId {
  return idOf<'OrderId'>(/^o-[0-9]+$/, text);
}

function idOf<Kind extends string>(form: RegExp, text: string): Id<Kind> {
  if (!form.test(text)) throw new RangeError(`${JSON.stringify(text)} does not have the form ${form.source}`);
  return text as Id<Kind>;
}
