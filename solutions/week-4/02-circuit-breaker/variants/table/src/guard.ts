import type { CircuitBreakerOptions } from './types.ts';

/** Throws at options that no breaker can keep. */
export function guard(options: CircuitBreakerOptions): void {
  for (const name of ['failureThreshold', 'halfOpenMaxCalls', 'successThreshold'] as const) {
    const value = options[name];
    if (!Number.isInteger(value) || Number(value) < 1) throw new RangeError(`${name} has to be 1, 2, 3 …`);
  }
  for (const name of ['resetTimeoutMs', 'callTimeoutMs'] as const) {
    const value = options[name];
    if (value === undefined && name === 'callTimeoutMs') continue;
    if (!Number.isFinite(value) || Number(value) <= 0) throw new RangeError(`${name} has to be a duration`);
  }
}
