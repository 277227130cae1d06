/**
 * Something thrown, as data: a list of values that name each other by their place in it, so that they may be shared and
 * go round. The functions are handed the first one.
 */
export type Recipe = readonly Ingredient[];

export type Ingredient =
  | ErrorIngredient
  | (Links & {
      readonly kind: 'aggregate';
      readonly message: string;
      readonly code?: string;
      readonly parts: Parts;
    })
  | (Links & { readonly kind: 'dom'; readonly name: string; readonly message: string })
  /** An object that is no error. */
  | (Links & Signs & { readonly kind: 'object' })
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'symbol' }
  | { readonly kind: 'function'; readonly name: string }
  /** An error that throws when the member is read. */
  | (Links &
      Signs & {
        readonly kind: 'trapped';
        readonly message: string;
        readonly member: 'name' | 'code' | 'cause';
      })
  /** A proxy that throws at every look. */
  | { readonly kind: 'revoked' };

export type ErrorIngredient = Links &
  Signs & {
    readonly kind: 'error';
    readonly class?: ClassName;
    readonly message: string;
    readonly frozen?: boolean;
  };

interface Signs {
  readonly name?: string;
  readonly code?: string | number;
}

interface Links {
  readonly cause?: number;
}

/** `broken`: its `errors` are no list. */
type Parts = readonly number[] | 'broken';

export const classNames = [
  'Error',
  'TypeError',
  'RangeError',
  'AggregateError',
  'DOMException',
  'Outage',
  'LongOutage',
] as const;

/** Outage is a class of the judge's that extends Error, and LongOutage extends Outage. */
export type ClassName = (typeof classNames)[number];

export type Matcher =
  | { readonly by: 'class'; readonly class: ClassName }
  /** A function that says yes to these ingredients; `function` has a prototype, as classes have. */
  | { readonly by: 'arrow' | 'function'; readonly wanted: readonly number[] };

/** A value that came back: one of the recipe's, by its place, or another in words. */
export type Told = { readonly place: number } | { readonly text: string };

export interface Wrapped {
  readonly isError: boolean;
  readonly cause: Told;
  readonly itself: Told;
  readonly message: string;
  readonly stack: string;
  /** Of the value that was wrapped: its stack before, and what of it is not as it was. */
  readonly stackBefore: string;
  readonly changed: readonly string[];
}

/** Errors that Node itself throws. */
export type Real = 'missing-file' | 'aborted-wait' | 'timed-out-wait' | 'aborted-signal' | 'timed-out-signal';
