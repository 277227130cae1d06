/** What the judge wants to be built. `shared` is made where its name is first met; later it is the very same object. */
export type Tree =
  | { readonly kind: 'plain'; readonly value: null | boolean | number | string }
  | { readonly kind: 'named'; readonly name: Named }
  | { readonly kind: 'bigint'; readonly digits: string }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'record'; readonly members: readonly Member[] }
  | { readonly kind: 'thing'; readonly what: What }
  | { readonly kind: 'money'; readonly amount: string; readonly currency: string }
  | { readonly kind: 'shared'; readonly name: string; readonly tree: Tree };

export type Member = readonly [name: string, tree: Tree];

/** Values that JSON has no word for. */
export type Named = 'undefined' | 'NaN' | '-0';

/** Values without parts. */
export type What = 'date' | 'map' | 'function' | 'point';

/** What was found. Each object has a number, which is the same wherever that object is met. */
export type Told =
  | { readonly kind: 'plain'; readonly value: null | boolean | number | string }
  | { readonly kind: 'named'; readonly name: Named }
  | { readonly kind: 'bigint'; readonly digits: string }
  | {
      readonly kind: 'list';
      readonly object: number;
      readonly frozen: boolean;
      readonly items: readonly Told[];
    }
  | {
      readonly kind: 'record';
      readonly object: number;
      readonly frozen: boolean;
      readonly members: readonly (readonly [name: string, told: Told])[];
    }
  | { readonly kind: 'thing'; readonly object: number; readonly what: What }
  | { readonly kind: 'money'; readonly object: number; readonly text: string }
  | { readonly kind: 'strange'; readonly object: number; readonly text: string };

export type Path = readonly (string | number)[];
