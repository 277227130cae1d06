import { CallTimeoutError, CircuitOpenError } from './errors.ts';
import { type Event, initial, type Model, type Result, type Rules, reduce } from './reduce.ts';
import type { CircuitBreaker, CircuitBreakerOptions, StateChange } from './types.ts';

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, callTimeoutMs, isFailure } = options;
  const rules = rulesOf(options);
  let model: Model = initial;
  let listeners: readonly { readonly hear: (change: StateChange) => void }[] = [];
  let announcing: StateChange[] | null = null;

  function dispatch(event: Event): number | undefined {
    const step = reduce(rules, model, event);
    model = step.model;
    if (step.change !== undefined) announce(step.change);
    return step.retryAfterMs;
  }

  function announce(change: StateChange): void {
    if (announcing !== null) {
      announcing.push(change);
      return;
    }
    announcing = [change];
    while (announcing.length > 0) {
      const next = announcing.shift() as StateChange;
      for (const { hear } of listeners) {
        try {
          hear(next);
        } catch {
          // A listener's error is nobody else's.
        }
      }
    }
    announcing = null;
  }

  function resultOf(error: unknown): Result {
    try {
      return isFailure === undefined || isFailure(error) ? 'failure' : 'success';
    } catch {
      return 'failure';
    }
  }

  function execute<T>(
    f: (signal: AbortSignal) => T | PromiseLike<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    // The period of a call that opens a new one is the new one, also when listeners have moved on from it meanwhile.
    const at = clock.now();
    const expected = reduce(rules, model, { type: 'asked', at }).model.period;
    const retryAfterMs = dispatch({ type: 'asked', at });
    if (retryAfterMs !== undefined) return Promise.reject(new CircuitOpenError(retryAfterMs));
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const controller = new AbortController();
    let open = true;
    const close = (result: () => Result, settle: () => void) => {
      if (!open) return;
      open = false;
      timer?.[Symbol.dispose]();
      signal?.removeEventListener('abort', cancel);
      dispatch({ type: 'ended', at: clock.now(), period: expected, result: result() });
      settle();
    };
    const stop = (result: Result, reason: unknown) =>
      close(
        () => result,
        () => {
          reject(reason);
          controller.abort(reason);
        },
      );
    const cancel = () => stop('cancelled', signal?.reason);
    signal?.addEventListener('abort', cancel, { once: true });
    const timer =
      callTimeoutMs === undefined
        ? null
        : clock.after(callTimeoutMs, () => stop('timeout', new CallTimeoutError(callTimeoutMs)));
    const failed = (error: unknown) =>
      close(
        () => resultOf(error),
        () => reject(error),
      );
    try {
      Promise.resolve(f(controller.signal)).then(
        (value) =>
          close(
            () => 'success',
            () => resolve(value),
          ),
        failed,
      );
    } catch (error) {
      failed(error);
    }
    return promise;
  }

  return {
    execute,
    get state() {
      return model.state;
    },
    get stats() {
      const { successes, failures, timeouts, rejected, consecutiveFailures, openedAt } = model;
      return { successes, failures, timeouts, rejected, consecutiveFailures, openedAt };
    },
    onStateChange(hear) {
      const own = { hear };
      listeners = [...listeners, own];
      return {
        [Symbol.dispose]() {
          listeners = listeners.filter((each) => each !== own);
        },
      };
    },
  };
}

function rulesOf(options: CircuitBreakerOptions): Rules {
  const {
    failureThreshold,
    resetTimeoutMs,
    callTimeoutMs,
    halfOpenMaxCalls = 1,
    successThreshold = 1,
  } = options;
  for (const [name, value] of Object.entries({ failureThreshold, halfOpenMaxCalls, successThreshold })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name}: ${value}`);
  }
  for (const [name, value] of Object.entries({ resetTimeoutMs, callTimeoutMs: callTimeoutMs ?? 1 })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new RangeError(`${name}: ${value}`);
  }
  return { failureThreshold, resetTimeoutMs, halfOpenMaxCalls, successThreshold };
}
