import { CallTimeoutError } from './errors.ts';
import type { Clock } from './types.ts';

/** The right to make one call, and what ended it besides the function. */
export class Ticket {
  ending: 'by-itself' | 'timed-out' | 'cancelled' = 'by-itself';

  run<T>(
    f: (signal: AbortSignal) => T | PromiseLike<T>,
    limits: { clock: Clock; callTimeoutMs: number | undefined; signal: AbortSignal | undefined },
  ): Promise<T> {
    const { clock, callTimeoutMs, signal } = limits;
    if (signal === undefined && callTimeoutMs === undefined) return this.#freely(f);
    const timeout = new AbortController();
    const either = signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]);
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    const stop = () => {
      this.ending = timeout.signal.aborted ? 'timed-out' : 'cancelled';
      reject(either.reason);
    };
    either.addEventListener('abort', stop);
    const timer =
      callTimeoutMs === undefined
        ? undefined
        : clock.after(callTimeoutMs, () => timeout.abort(new CallTimeoutError(callTimeoutMs)));
    return Promise.race([stopped, (async () => f(either))()]).finally(() => {
      timer?.[Symbol.dispose]();
      either.removeEventListener('abort', stop);
    });
  }

  async #freely<T>(f: (signal: AbortSignal) => T | PromiseLike<T>): Promise<T> {
    return f(new AbortController().signal);
  }
}
