import { CircuitOpenError } from './errors.ts';
import type { State, StateChange } from './types.ts';

export type Failure = 'failure' | 'timeout';

/** A stay in one state. Whoever was admitted reports back to it, even when it is long over. */
export interface Stay {
  readonly name: State;
  readonly openedAt: number | null;
  readonly consecutiveFailures: number;
  /** The stay that the call belongs to; throws CircuitOpenError where there is no way in. */
  admit(): Stay;
  succeeded(): void;
  failed(reason: Failure): void;
  cancelled(): void;
}

export interface Context {
  readonly failureThreshold: number;
  readonly resetTimeoutMs: number;
  readonly halfOpenMaxCalls: number;
  readonly successThreshold: number;
  now(): number;
  /** Ignored when the stay that asks is over. */
  move(from: Stay, to: Stay, at: number, reason: StateChange['reason']): void;
}

export function closed(context: Context): Stay {
  let failures = 0;
  const stay: Stay = {
    name: 'closed',
    openedAt: null,
    get consecutiveFailures() {
      return failures;
    },
    admit: () => stay,
    succeeded() {
      failures = 0;
    },
    failed(reason) {
      // A stay that is over may go on counting: nobody reads it.
      failures += 1;
      if (failures < context.failureThreshold) return;
      const at = context.now();
      context.move(stay, open(context, at, failures), at, reason);
    },
    cancelled() {},
  };
  return stay;
}

function open(context: Context, openedAt: number, consecutiveFailures: number): Stay {
  const nobody = () => {};
  const stay: Stay = {
    name: 'open',
    openedAt,
    consecutiveFailures,
    admit() {
      const at = context.now();
      const left = openedAt + context.resetTimeoutMs - at;
      if (left > 0) throw new CircuitOpenError(left);
      const next = halfOpen(context, openedAt, consecutiveFailures);
      const admitted = next.admit();
      context.move(stay, next, at, 'reset');
      return admitted;
    },
    succeeded: nobody,
    failed: nobody,
    cancelled: nobody,
  };
  return stay;
}

function halfOpen(context: Context, openedAt: number, consecutiveFailures: number): Stay {
  let free = context.halfOpenMaxCalls;
  let missing = context.successThreshold;
  const stay: Stay = {
    name: 'half-open',
    openedAt,
    consecutiveFailures,
    admit() {
      if (free === 0) throw new CircuitOpenError(0);
      free -= 1;
      return stay;
    },
    succeeded() {
      free += 1;
      missing -= 1;
      if (missing === 0) context.move(stay, closed(context), context.now(), 'success');
    },
    failed(reason) {
      const at = context.now();
      context.move(stay, open(context, at, consecutiveFailures), at, reason);
    },
    cancelled() {
      free += 1;
    },
  };
  return stay;
}
