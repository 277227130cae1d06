import { checkOptions } from './check-options.ts';
import { CircuitOpenError } from './errors.ts';
import type { Quirks } from './quirks.ts';
import { type Ending, race } from './race.ts';
import type { CircuitBreaker, CircuitBreakerOptions, State, StateChange } from './types.ts';

/** A call that runs: the generation and the state that it began in. */
interface Begun {
  readonly generation: number;
  readonly state: State;
}

export function createBreaker(options: CircuitBreakerOptions, quirks: Quirks): CircuitBreaker {
  checkOptions(options);
  const { failureThreshold, resetTimeoutMs, halfOpenMaxCalls = 1, successThreshold = 1, clock } = options;
  const listeners: { call: (change: StateChange) => void }[] = [];
  const queue: StateChange[] = [];
  let [successes, failures, timeouts, rejected] = [0, 0, 0, 0];
  let state: State = 'closed';
  let generation = 0;
  let openedAt: number | null = null;
  let consecutiveFailures = 0;
  let probes = 0;
  let probeSuccesses = 0;

  function enter(to: State, at: number, reason: StateChange['reason']): void {
    const change = { from: state, to, at, reason };
    state = to;
    generation += 1;
    probes = to === 'half-open' ? 1 : 0;
    probeSuccesses = 0;
    if (to === 'closed') consecutiveFailures = 0;
    queue.push(change);
    if (queue.length > 1) return;
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      for (const { call } of [...listeners]) tell(call, next);
      queue.shift();
    }
  }

  function tell(call: (change: StateChange) => void, change: StateChange): void {
    try {
      call(change);
    } catch {
      // It is the listener's trouble.
    }
  }

  function begin(): Begun {
    if (state === 'open') {
      const left = (openedAt ?? 0) + resetTimeoutMs - clock.now();
      if (left > 0) return refuse(left);
      const begun = { generation: generation + 1, state: 'half-open' } as const;
      enter('half-open', clock.now(), 'reset');
      return begun;
    }
    if (state === 'half-open') {
      if (probes >= halfOpenMaxCalls && !quirks.letsAllProbe) return refuse(0);
      probes += 1;
    }
    return { generation, state };
  }

  function refuse(retryAfterMs: number): never {
    rejected += 1;
    throw new CircuitOpenError(retryAfterMs);
  }

  function end(begun: Begun, ending: Ending, error: unknown): void {
    const isPresent = quirks.comparesStateNames ? begun.state === state : begun.generation === generation;
    const keepsPlace = ending === 'cancelled' && quirks.abortedProbeKeepsPlace;
    if (isPresent && state === 'half-open' && !keepsPlace) probes -= 1;
    if (ending === 'cancelled' && !quirks.cancelIsFailure) return;
    if (ending === 'timed-out') timeouts += 1;
    if (ending === 'resolved' || (ending === 'rejected' && !counts(error))) {
      if (ending === 'rejected' && quirks.ignoresFilteredErrors) return;
      succeed(isPresent);
    } else fail(isPresent, ending === 'timed-out' ? 'timeout' : 'failure');
  }

  function counts(error: unknown): boolean {
    try {
      return options.isFailure?.(error) ?? true;
    } catch {
      return true;
    }
  }

  function succeed(isPresent: boolean): void {
    successes += 1;
    if (isPresent && state === 'closed' && !quirks.successKeepsCount) consecutiveFailures = 0;
    if (state !== 'half-open' || !(isPresent || quirks.lateSuccessCloses)) return;
    probeSuccesses += 1;
    if (probeSuccesses < successThreshold) return;
    openedAt = null;
    enter('closed', clock.now(), 'success');
  }

  function fail(isPresent: boolean, reason: 'failure' | 'timeout'): void {
    failures += 1;
    if (!isPresent || state === 'open') return;
    if (state === 'closed') {
      consecutiveFailures += 1;
      if (consecutiveFailures < failureThreshold + (quirks.opensOneLate ? 1 : 0)) return;
    }
    const now = clock.now();
    openedAt = quirks.keepsOldDeadline ? (openedAt ?? now) : now;
    enter('open', now, reason);
  }

  return {
    execute: (f, { signal } = {}) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const begun = begin();
        const limits = {
          clock,
          timeoutMs: options.callTimeoutMs,
          signal,
          leavesTimer: quirks.leavesTimer === true,
        };
        race(f, limits, (ending, value) => {
          end(begun, ending, value);
          if (ending === 'resolved') resolve(value as Awaited<ReturnType<typeof f>>);
          else reject(value);
        });
      }),

    get state() {
      return state;
    },

    get stats() {
      return { successes, failures, timeouts, rejected, consecutiveFailures, openedAt };
    },

    onStateChange(listener) {
      const registration = { call: listener };
      listeners.push(registration);
      return {
        [Symbol.dispose]() {
          const at = listeners.indexOf(registration);
          if (at !== -1) listeners.splice(at, 1);
        },
      };
    },
  };
}
