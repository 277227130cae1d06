/** A right implementation of the page, for the learner's own tests to pass on. Chaffs are made from it. */
import { createBreaker } from './breaker.ts';
import type { CircuitBreaker, CircuitBreakerOptions } from './types.ts';

export { CallTimeoutError, CircuitOpenError } from './errors.ts';

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  return createBreaker(options, {});
}
