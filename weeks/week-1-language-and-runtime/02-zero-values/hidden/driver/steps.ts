import type { Wire } from './wire.ts';

/** What the judge may ask for. Objects go by names that the judge gives them, and stand in arguments as things. */
export type Step =
  | { readonly do: 'make'; readonly as: string; readonly value: Wire }
  /** A function that the module exports. What it returns is a thing from now on, unless it was one before. */
  | { readonly do: 'call'; readonly function: string; readonly args: readonly Wire[]; readonly as?: string }
  | { readonly do: 'new'; readonly class: string; readonly args: readonly Wire[]; readonly as: string }
  | {
      readonly do: 'method';
      readonly on: string;
      readonly name: string;
      readonly args: readonly Wire[];
      readonly as?: string;
    }
  | { readonly do: 'get'; readonly on: string; readonly name: string }
  /** What it gives when it is iterated over, as members 0, 1, 2 and so on. */
  | { readonly do: 'iterate'; readonly on: string }
  /** What stands in it now. */
  | { readonly do: 'look'; readonly at: string };

export type Ended =
  | { readonly ended: 'returned'; readonly value: Wire }
  /** `is` names the built-in class of errors that it belongs to. */
  | { readonly ended: 'threw'; readonly is: string; readonly message: string };
