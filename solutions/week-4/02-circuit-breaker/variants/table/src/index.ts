import { Breaker } from './breaker.ts';
import type { CircuitBreaker, CircuitBreakerOptions } from './types.ts';

export { CallTimeoutError, CircuitOpenError } from './errors.ts';
export type * from './types.ts';

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  return new Breaker(options);
}
