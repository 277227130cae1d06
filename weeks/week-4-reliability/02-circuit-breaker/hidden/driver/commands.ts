import type { StateChange, Stats } from './seam.ts';

/** What the judge may ask for, one step at a time. Calls, signals and listeners go by names that the judge gives them. */
export type Command =
  | {
      readonly do: 'execute';
      readonly call: string;
      readonly plan: Plan;
      /** A signal of the caller's; it is made when it is first named. */
      readonly signal?: string;
    }
  /** Ends the promise of a function that waits. Nothing happens where none does. */
  | { readonly do: 'settle'; readonly call: string; readonly how: 'resolve' | 'reject'; readonly with: Thing }
  | { readonly do: 'abort'; readonly signal: string; readonly reason: Thing }
  /** Time stops at each timer on the way, runs it, and lets promises settle before it goes on. */
  | { readonly do: 'advance'; readonly ms: number }
  /** `again` registers the very function of that listener once more. */
  | {
      readonly do: 'subscribe';
      readonly listener: string;
      readonly again?: string;
      readonly act?: ListenerAct;
    }
  | { readonly do: 'unsubscribe'; readonly listener: string }
  /** All in one synchronous run, with no promise settling between. */
  | { readonly do: 'together'; readonly commands: readonly Command[] }
  /** Holds on to the object that `stats` gives now, and tells at each later `reread-stats` what stands in it. */
  | { readonly do: 'keep-stats' }
  | { readonly do: 'reread-stats' }
  | { readonly do: 'nothing' };

/** What the function of a call does. */
export type Plan =
  | { readonly kind: 'waits'; readonly onAbort?: 'rejects' }
  | { readonly kind: 'returns'; readonly value: Thing }
  /** Returns an object that has a `then` and is no Promise. */
  | { readonly kind: 'thenable'; readonly value: Thing }
  | { readonly kind: 'throws'; readonly error: Thing };

/** What a listener does, once, at the first change to that state; it notes every change. */
export interface ListenerAct {
  readonly at: string;
  readonly throws?: boolean;
  /** Moves the clock before it calls. */
  readonly advanceMs?: number;
  readonly execute?: { readonly call: string; readonly plan: Plan };
}

/** A value or an error; those with a mark are told apart by identity. */
export type Thing =
  | { readonly kind: 'plain'; readonly value: null | boolean | number | string }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'object'; readonly mark: string }
  | { readonly kind: 'error'; readonly mark: string; readonly name?: string }
  /** The very error that an earlier call was rejected with. */
  | { readonly kind: 'error-of'; readonly call: string };

export type Told =
  | { readonly kind: 'plain'; readonly value: null | boolean | number | string }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'marked'; readonly mark: string }
  | {
      readonly kind: 'error';
      /** The exported class that it is an instance of; null for others. */
      readonly class: string | null;
      readonly name: string;
      readonly message: string;
      readonly retryAfterMs: number | null;
      readonly timeoutMs: number | null;
    }
  | { readonly kind: 'strange'; readonly text: string };

export type Noted =
  /** The function of a call has been called. */
  | { readonly kind: 'called'; readonly call: string; readonly signal: boolean; readonly aborted: boolean }
  /** `execute` has come back. */
  | { readonly kind: 'returned'; readonly call: string; readonly promise: boolean }
  | { readonly kind: 'escaped'; readonly call: string; readonly error: Told }
  | {
      readonly kind: 'settled';
      readonly call: string;
      readonly how: 'resolved' | 'rejected';
      readonly with: Told;
    }
  /** The signal that the function of a call was given has aborted. */
  | { readonly kind: 'aborted'; readonly call: string; readonly reason: Told }
  | {
      readonly kind: 'heard';
      readonly listener: string;
      readonly change: StateChange;
      readonly standing: Standing;
    }
  | { readonly kind: 'asked'; readonly error: Told }
  | { readonly kind: 'unhandled'; readonly error: Told }
  | { readonly kind: 'kept'; readonly stats: Stats };

export interface Standing {
  readonly now: number;
  readonly state: string;
  readonly stats: Stats;
  /** Timers of the clock that are set. */
  readonly timers: number;
}

/** What a command led to, in order, and how things stand after it. */
export interface Seen {
  readonly noted: readonly Noted[];
  readonly standing: Standing;
}

export interface BreakerSettings {
  readonly failureThreshold?: number | string;
  readonly resetTimeoutMs?: number | string;
  readonly halfOpenMaxCalls?: number | string;
  readonly successThreshold?: number | string;
  readonly callTimeoutMs?: number | string;
}

export interface StageSettings {
  /** Numbers that JSON has no word for stand as text: `NaN`, `Infinity`, `undefined`. */
  readonly options: BreakerSettings;
  readonly startMs: number;
  /**
   * With it, `isFailure` is given: it refuses errors called Harmless, and timeouts if it is asked about them; it throws at those
   * called Puzzling.
   */
  readonly filter?: boolean;
}
