import { EventEmitter } from 'node:events';
import { checked } from './checked.ts';
import { CallTimeoutError, CircuitOpenError } from './errors.ts';
import { type Context, closed, type Stay } from './states.ts';
import type { CircuitBreaker, CircuitBreakerOptions, StateChange } from './types.ts';

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, callTimeoutMs, isFailure = () => true } = options;
  const totals = { successes: 0, failures: 0, timeouts: 0, rejected: 0 };
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const unheard: StateChange[] = [];

  const context: Context = {
    ...checked(options),
    now: () => clock.now(),
    move(from, to, at, reason) {
      if (current !== from) return;
      current = to;
      unheard.push({ from: from.name, to: to.name, at, reason });
      if (unheard.length === 1) spread();
    },
  };
  let current: Stay = closed(context);

  function spread(): void {
    while (unheard[0] !== undefined) {
      emitter.emit('change', unheard[0]);
      unheard.shift();
    }
  }

  function judge(stay: Stay, error: unknown): void {
    let failed = true;
    try {
      failed = isFailure(error);
    } catch {}
    if (failed) fail(stay, 'failure');
    else succeed(stay);
  }

  function succeed(stay: Stay): void {
    totals.successes += 1;
    stay.succeeded();
  }

  function fail(stay: Stay, reason: 'failure' | 'timeout'): void {
    totals.failures += 1;
    stay.failed(reason);
  }

  return {
    get state() {
      return current.name;
    },

    get stats() {
      return { ...totals, openedAt: current.openedAt, consecutiveFailures: current.consecutiveFailures };
    },

    onStateChange(listener) {
      const heard = (change: StateChange) => {
        try {
          listener(change);
        } catch {}
      };
      emitter.on('change', heard);
      return { [Symbol.dispose]: () => void emitter.off('change', heard) };
    },

    execute: (f, { signal } = {}) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        let stay: Stay;
        try {
          stay = current.admit();
        } catch (error) {
          if (error instanceof CircuitOpenError) totals.rejected += 1;
          return reject(error);
        }
        const controller = new AbortController();
        const endings: (() => void)[] = [];
        /** The first who comes ends the call; everybody else finds it over. */
        let end = (report: () => void, settle: () => void): void => {
          end = () => {};
          for (const ending of endings) ending();
          report();
          settle();
        };
        const stop = (reason: unknown, report: () => void) =>
          end(report, () => {
            reject(reason);
            controller.abort(reason);
          });
        if (signal !== undefined) {
          const cancel = () => stop(signal.reason, () => stay.cancelled());
          signal.addEventListener('abort', cancel);
          endings.push(() => signal.removeEventListener('abort', cancel));
        }
        if (callTimeoutMs !== undefined) {
          const timer = clock.after(callTimeoutMs, () =>
            stop(new CallTimeoutError(callTimeoutMs), () => {
              totals.timeouts += 1;
              fail(stay, 'timeout');
            }),
          );
          endings.push(() => timer[Symbol.dispose]());
        }
        new Promise<Awaited<ReturnType<typeof f>>>((done) => {
          done(f(controller.signal) as Awaited<ReturnType<typeof f>>);
        }).then(
          (value) =>
            end(
              () => succeed(stay),
              () => resolve(value),
            ),
          (error: unknown) =>
            end(
              () => judge(stay, error),
              () => reject(error),
            ),
        );
      }),
  };
}
