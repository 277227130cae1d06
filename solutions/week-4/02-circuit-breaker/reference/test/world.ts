import { type CircuitBreakerOptions, createCircuitBreaker } from '../src/index.ts';

/** A breaker, a clock that the test moves, and calls that the test ends. */
export function createWorld(options: Partial<CircuitBreakerOptions> = {}) {
  const clock = createClock();
  const breaker = createCircuitBreaker({ failureThreshold: 2, resetTimeoutMs: 1000, clock, ...options });

  /** Starts a call whose function waits. */
  function call(signal?: AbortSignal) {
    const work = Promise.withResolvers<string>();
    const seen: { called: boolean; signal: AbortSignal | null } = { called: false, signal: null };
    const promise = breaker.execute(
      (given) => {
        seen.called = true;
        seen.signal = given;
        return work.promise;
      },
      { signal },
    );
    promise.catch(() => {});
    return { ...work, promise, seen };
  }

  async function fail(times = 1): Promise<void> {
    for (let time = 0; time < times; time++) await breaker.execute(down).catch(() => {});
  }

  /** As it is when the timeout of the opening has just passed. */
  async function open(): Promise<void> {
    await fail(options.failureThreshold ?? 2);
    await clock.advance(1000);
  }

  return { clock, breaker, call, fail, open };
}

export async function down(): Promise<never> {
  throw new Error('down');
}

/** Everything that can settle by itself has settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function createClock() {
  let now = 5000;
  let timers: readonly { readonly at: number; readonly call: () => void }[] = [];
  return {
    now: () => now,
    after(ms: number, call: () => void): Disposable {
      const timer = { at: now + ms, call };
      timers = [...timers, timer];
      return {
        [Symbol.dispose]: () => {
          timers = timers.filter((each) => each !== timer);
        },
      };
    },
    async advance(ms: number): Promise<void> {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { call } of due) call();
      await settled();
    },
    get pending() {
      return timers.length;
    },
  };
}
