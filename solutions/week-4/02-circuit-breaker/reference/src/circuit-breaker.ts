import { CircuitOpenError } from './errors.ts';
import { createListeners } from './listeners.ts';
import { type CircuitBreakerOptions, parseOptions } from './options.ts';
import type { HalfOpenPeriod, OpenPeriod, Period, RunningPeriod } from './period.ts';
import { Cancelled, runCall, TimedOut } from './run-call.ts';
import type { CircuitBreaker, Reason, StateChange } from './types.ts';

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const {
    failureThreshold,
    resetTimeoutMs,
    halfOpenMaxCalls,
    successThreshold,
    callTimeoutMs,
    isFailure,
    clock,
  } = parseOptions(options);
  const listeners = createListeners<StateChange>();
  const totals = { successes: 0, failures: 0, timeouts: 0, rejected: 0 };
  let period: Period = { state: 'closed', openedAt: null, consecutiveFailures: 0 };

  /** The period that a call may begin in now, with a place taken in it; throws where there is none. */
  function admit(): RunningPeriod {
    switch (period.state) {
      case 'closed':
        return period;
      case 'open':
        return beginProbing(period);
      case 'half-open':
        if (period.probes >= halfOpenMaxCalls) throw refusal(0);
        period.probes += 1;
        return period;
      default:
        return period satisfies never;
    }
  }

  /** The first call after the timeout makes the change; until it comes, nothing happens. */
  function beginProbing({ openedAt, consecutiveFailures }: OpenPeriod): HalfOpenPeriod {
    const now = clock.now();
    const retryAfterMs = openedAt + resetTimeoutMs - now;
    if (retryAfterMs > 0) throw refusal(retryAfterMs);
    // This call's place is taken before any listener could take it.
    const begun: HalfOpenPeriod = {
      state: 'half-open',
      openedAt,
      consecutiveFailures,
      probes: 1,
      successes: 0,
    };
    enter(begun, now, 'reset');
    return begun;
  }

  function refusal(retryAfterMs: number): CircuitOpenError {
    totals.rejected += 1;
    return new CircuitOpenError(retryAfterMs);
  }

  function recordError(begun: RunningPeriod, error: unknown): void {
    if (error instanceof Cancelled) return;
    if (error instanceof TimedOut) {
      totals.timeouts += 1;
      fail(begun, 'timeout');
    } else if (countsAsFailure(error)) fail(begun, 'failure');
    else succeed(begun);
  }

  function countsAsFailure(error: unknown): boolean {
    try {
      return isFailure(error);
    } catch {
      return true;
    }
  }

  function succeed(begun: RunningPeriod): void {
    totals.successes += 1;
    if (begun !== period) return;
    if (begun.state === 'closed') {
      begun.consecutiveFailures = 0;
      return;
    }
    begun.successes += 1;
    if (begun.successes < successThreshold) return;
    enter({ state: 'closed', openedAt: null, consecutiveFailures: 0 }, clock.now(), 'success');
  }

  function fail(begun: RunningPeriod, reason: 'failure' | 'timeout'): void {
    totals.failures += 1;
    if (begun !== period) return;
    if (begun.state === 'closed') {
      begun.consecutiveFailures += 1;
      if (begun.consecutiveFailures < failureThreshold) return;
    }
    const now = clock.now();
    enter({ state: 'open', openedAt: now, consecutiveFailures: begun.consecutiveFailures }, now, reason);
  }

  function enter(next: Period, at: number, reason: Reason): void {
    const from = period.state;
    period = next;
    listeners.announce({ from, to: next.state, at, reason });
  }

  return {
    async execute(f, { signal } = {}) {
      signal?.throwIfAborted();
      const begun = admit();
      let value: Awaited<ReturnType<typeof f>>;
      try {
        value = await runCall(f, { signal, timeoutMs: callTimeoutMs, clock });
      } catch (error) {
        recordError(begun, error);
        throw error instanceof TimedOut || error instanceof Cancelled ? error.error : error;
      } finally {
        if (begun.state === 'half-open') begun.probes -= 1;
      }
      succeed(begun);
      return value;
    },

    get state() {
      return period.state;
    },

    get stats() {
      const { openedAt, consecutiveFailures } = period;
      return { ...totals, consecutiveFailures, openedAt };
    },

    onStateChange: (listener) => listeners.add(listener),
  };
}
