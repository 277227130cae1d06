import type { CircuitBreakerOptions } from './types.ts';

export function checkOptions(options: CircuitBreakerOptions): void {
  const {
    failureThreshold,
    halfOpenMaxCalls = 1,
    successThreshold = 1,
    resetTimeoutMs,
    callTimeoutMs = 1,
  } = options;
  for (const count of [failureThreshold, halfOpenMaxCalls, successThreshold]) {
    if (!Number.isInteger(count) || count < 1) throw new RangeError(`${count} is no count`);
  }
  for (const ms of [resetTimeoutMs, callTimeoutMs]) {
    if (!Number.isFinite(ms) || ms <= 0) throw new RangeError(`${ms} is no duration`);
  }
}
