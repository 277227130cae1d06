import type { CircuitBreaker, CircuitBreakerOptions } from './types.ts';

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  throw new Error(`not written yet: a breaker that opens after ${options.failureThreshold} failures`);
}
