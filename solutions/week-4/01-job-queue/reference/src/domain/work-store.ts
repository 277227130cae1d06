import type { JobError, Outcome, State } from './job.ts';

/** An attempt of a job, by the number that fences it. */
export interface AttemptId {
  readonly jobId: string;
  readonly attempt: number;
}

/** A job that this worker has now. */
export interface Claimed extends AttemptId {
  readonly type: string;
  readonly payload: unknown;
  /** How many attempts count, this one among them. */
  readonly counted: number;
}

export interface Claims {
  readonly claimed: readonly Claimed[];
  /** What was found out on the way: attempts of workers that are gone, and what became of their jobs. */
  readonly lost: readonly { readonly type: string; readonly state: State }[];
}

/** How an attempt ended, as its worker sees it. */
export type AttemptEnd =
  /** @property result as JSON */
  | { readonly kind: 'succeeded'; readonly result: string }
  | {
      readonly kind: 'failed';
      readonly error: JobError;
      readonly permanent: boolean;
      /** Until the next attempt, if there is to be one. */
      readonly delayMs: number;
    }
  | { readonly kind: 'released' };

/** What the store made of it. */
export type Recorded =
  | { readonly kind: 'recorded'; readonly outcome: Outcome; readonly dead: boolean }
  /** The attempt is not the worker's any more; nothing has changed. */
  | { readonly kind: 'fenced' }
  /** Somebody else has the row just now; nothing has changed yet. */
  | { readonly kind: 'busy' };

export type Held = 'held' | 'cancel-requested' | 'lost';

/** What a worker needs of a store. Each is one statement; no connection is kept in between. */
export interface WorkStore {
  /** Takes at most `limit` jobs of these types, in the order in which they are due. */
  claim(types: readonly string[], limit: number): Promise<Claims>;
  /** Renews what is still held. In the order of the attempts. */
  renew(attempts: readonly AttemptId[]): Promise<readonly Held[]>;
  /** In the order of the ends. May be said again when the answer was lost: the second time changes nothing, and says the same. */
  end(ends: readonly (AttemptId & { readonly end: AttemptEnd })[]): Promise<readonly Recorded[]>;
  /** Gives back what this worker was given without hearing of it: a claim whose answer was lost. */
  releaseStrays(known: readonly string[]): Promise<void>;
}
