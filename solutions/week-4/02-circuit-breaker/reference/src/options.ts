export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  /** A timer; disposing cancels it. */
  after(ms: number, call: () => void): Disposable;
}

export interface CircuitBreakerOptions {
  /** Failures in a row that open the breaker. */
  readonly failureThreshold: number;
  /** How long it stays open at least. */
  readonly resetTimeoutMs: number;
  /** Probes at once while half-open. */
  readonly halfOpenMaxCalls?: number | undefined;
  /** Successful probes that close it. */
  readonly successThreshold?: number | undefined;
  readonly callTimeoutMs?: number | undefined;
  /** Which rejections count as failures. */
  readonly isFailure?: ((error: unknown) => boolean) | undefined;
  readonly clock: Clock;
}

export interface Settings extends CircuitBreakerOptions {
  readonly halfOpenMaxCalls: number;
  readonly successThreshold: number;
  readonly isFailure: (error: unknown) => boolean;
}

/** The options with their defaults, or a RangeError that names the first one that makes no sense. */
export function parseOptions(options: CircuitBreakerOptions): Settings {
  const { callTimeoutMs, isFailure = () => true, clock } = options;
  return {
    failureThreshold: count('failureThreshold', options.failureThreshold),
    resetTimeoutMs: duration('resetTimeoutMs', options.resetTimeoutMs),
    halfOpenMaxCalls: count('halfOpenMaxCalls', options.halfOpenMaxCalls ?? 1),
    successThreshold: count('successThreshold', options.successThreshold ?? 1),
    callTimeoutMs: callTimeoutMs === undefined ? undefined : duration('callTimeoutMs', callTimeoutMs),
    isFailure,
    clock,
  };
}

function count(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(`${name} must be a whole number from 1 on, not ${value}`);
}

function duration(name: string, ms: number): number {
  if (Number.isFinite(ms) && ms > 0) return ms;
  throw new RangeError(`${name} must be a finite number of milliseconds above 0, not ${ms}`);
}
