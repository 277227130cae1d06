import type { CircuitBreakerOptions } from './types.ts';

export function checked(options: CircuitBreakerOptions) {
  const { failureThreshold, resetTimeoutMs, callTimeoutMs, halfOpenMaxCalls, successThreshold } = options;
  if (callTimeoutMs !== undefined) duration(callTimeoutMs);
  return {
    failureThreshold: count(failureThreshold),
    halfOpenMaxCalls: count(halfOpenMaxCalls ?? 1),
    successThreshold: count(successThreshold ?? 1),
    resetTimeoutMs: duration(resetTimeoutMs),
  };
}

function count(value: number): number {
  if (value >= 1 && Number.isInteger(value)) return value;
  throw new RangeError(`expected a count, got ${value}`);
}

function duration(ms: number): number {
  if (ms > 0 && Number.isFinite(ms)) return ms;
  throw new RangeError(`expected milliseconds, got ${ms}`);
}
