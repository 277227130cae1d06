import { addAbortListener } from 'node:events';
import { CallTimeoutError } from './errors.ts';
import type { Clock } from './options.ts';

export interface Limits {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number | undefined;
  readonly clock: Clock;
}

/** What a call rejects with that ended before its function did: no function can reject with one by itself. */
export type Interruption = TimedOut | Cancelled;

export class TimedOut {
  readonly error: CallTimeoutError;

  constructor(timeoutMs: number) {
    this.error = new CallTimeoutError(timeoutMs);
  }
}

export class Cancelled {
  /** The reason of the caller's signal. */
  readonly error: unknown;

  constructor(reason: unknown) {
    this.error = reason;
  }
}

/** Calls the function at once; rejects with its error or with an Interruption, whichever comes first. */
export function runCall<T>(
  f: (signal: AbortSignal) => T | PromiseLike<T>,
  limits: Limits,
): T | PromiseLike<T> {
  // Nobody can interrupt it: most calls are spared the race.
  if (limits.signal === undefined && limits.timeoutMs === undefined) return f(new AbortController().signal);
  return runInterruptibly(f, limits);
}

async function runInterruptibly<T>(
  f: (signal: AbortSignal) => T | PromiseLike<T>,
  { signal, timeoutMs, clock }: Limits,
): Promise<T> {
  const controller = new AbortController();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const interrupt = (interruption: Interruption) => {
    // Reject first: a function that rejects when its signal aborts comes second then.
    reject(interruption);
    controller.abort(interruption.error);
  };
  using _timer =
    timeoutMs === undefined ? null : clock.after(timeoutMs, () => interrupt(new TimedOut(timeoutMs)));
  using _listener =
    signal === undefined ? null : addAbortListener(signal, () => interrupt(new Cancelled(signal.reason)));
  const work = (async () => f(controller.signal))();
  // The race goes on listening to the loser, so a function that rejects too late is no unhandled rejection.
  return await Promise.race([interrupted, work]);
}
