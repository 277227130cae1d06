import type { Shape } from './shapes.ts';

/** What the judge may ask for, one step at a time. Readers, writers, signals and calls go by names that the judge gives them. */
export type Command =
  | { readonly do: 'reader'; readonly name: string; readonly shape?: Shape }
  /** Its writes are taken at once, unless it `waits` for a `take`. */
  | { readonly do: 'writer'; readonly name: string; readonly shape?: Shape; readonly waits?: boolean }
  | { readonly do: 'tee'; readonly name: string; readonly reader: string; readonly writer: string }
  /** Numbers that JSON has no word for stand as text. */
  | { readonly do: 'limit'; readonly name: string; readonly reader: string; readonly bytes: number | string }
  | {
      readonly do: 'copy';
      readonly call: string;
      readonly reader: string;
      readonly writer: string;
      readonly signal?: string;
    }
  | { readonly do: 'read'; readonly call: string; readonly reader: string }
  | {
      readonly do: 'save';
      readonly call: string;
      readonly shape?: Shape;
      readonly user: string;
      readonly order: string;
      readonly reader: string;
      readonly writer: string;
      readonly signal?: string;
    }
  | { readonly do: 'id'; readonly call: string; readonly of: 'user' | 'order'; readonly text: string }
  /** Answers the read that waits, with a piece or with the end. Nothing happens where none does. */
  | { readonly do: 'give'; readonly reader: string; readonly piece: string | null }
  | { readonly do: 'take'; readonly writer: string }
  /** The read or write that waits rejects; `now` makes the next one throw instead. */
  | { readonly do: 'fail'; readonly of: string; readonly error: Thing; readonly throws?: true }
  | { readonly do: 'abort'; readonly signal: string; readonly reason: Thing }
  /** All in one synchronous run, with no promise settling between. */
  | { readonly do: 'together'; readonly commands: readonly Command[] };

/** Errors with a mark are told apart by identity. */
export type Thing = { readonly error: string } | { readonly text: string } | { readonly undefined: true };

export type Told =
  | { readonly kind: 'null' | 'undefined' }
  /** One character a byte. */
  | { readonly kind: 'bytes'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  /** An error of the judge's. */
  | { readonly kind: 'marked'; readonly mark: string }
  | { readonly kind: 'error'; readonly name: string; readonly message: string }
  | { readonly kind: 'strange'; readonly text: string };

export type Noted =
  /** `read` was called; `early` while an earlier read was still waiting. */
  | { readonly kind: 'asked'; readonly of: string; readonly early: boolean }
  | { readonly kind: 'handed'; readonly of: string; readonly bytes: Told; readonly early: boolean }
  | { readonly kind: 'created'; readonly path: Told }
  /** A member was looked at that nobody needs. */
  | { readonly kind: 'looked'; readonly of: string; readonly member: string }
  | {
      readonly kind: 'settled';
      readonly of: string;
      readonly how: 'resolved' | 'rejected' | 'threw' | 'returned';
      readonly with: Told;
    }
  | { readonly kind: 'unhandled'; readonly error: Told };

/** What a command led to, in order, and how many listeners each signal has after it. */
export interface Seen {
  readonly noted: readonly Noted[];
  readonly listeners: Readonly<Record<string, number>>;
}
