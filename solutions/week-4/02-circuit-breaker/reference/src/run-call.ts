import { addAbortListener } from 'node:events';
import { CallTimeoutError } from './errors.ts';
import type { Clock } from './options.ts';

/** How a call ended. What ends it first decides; what comes later is dropped. */
export type Outcome<T> =
  | { readonly kind: 'resolved'; readonly value: T }
  | { readonly kind: 'rejected'; readonly error: unknown }
  | { readonly kind: 'timed-out'; readonly error: CallTimeoutError }
  | { readonly kind: 'cancelled'; readonly error: unknown };

export interface Limits {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number | undefined;
  readonly clock: Clock;
}

/** Calls the function at once and tells how the call ended; never rejects. */
export async function runCall<T>(
  f: (signal: AbortSignal) => T | PromiseLike<T>,
  { signal, timeoutMs, clock }: Limits,
): Promise<Outcome<T>> {
  const controller = new AbortController();
  if (signal === undefined && timeoutMs === undefined) return await outcomeOf(f, controller.signal);

  const { promise: interrupted, resolve } = Promise.withResolvers<Outcome<T>>();
  const interrupt = (outcome: Extract<Outcome<T>, { kind: 'timed-out' | 'cancelled' }>) => {
    // First: a function that rejects on the abort must not be there before.
    resolve(outcome);
    controller.abort(outcome.error);
  };
  using _timer =
    timeoutMs === undefined
      ? null
      : clock.after(timeoutMs, () =>
          interrupt({ kind: 'timed-out', error: new CallTimeoutError(timeoutMs) }),
        );
  using _listener =
    signal === undefined
      ? null
      : addAbortListener(signal, () => interrupt({ kind: 'cancelled', error: signal.reason }));
  return await Promise.race([interrupted, outcomeOf(f, controller.signal)]);
}

/** Handles both endings, so that one which comes too late for the race is no unhandled rejection. */
async function outcomeOf<T>(
  f: (signal: AbortSignal) => T | PromiseLike<T>,
  signal: AbortSignal,
): Promise<Outcome<T>> {
  try {
    return { kind: 'resolved', value: await f(signal) };
  } catch (error) {
    return { kind: 'rejected', error };
  }
}
