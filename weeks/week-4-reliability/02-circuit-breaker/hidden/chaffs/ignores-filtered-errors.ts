import { createBreaker } from '../wheat/breaker.ts';
import type { CircuitBreaker, CircuitBreakerOptions } from '../wheat/types.ts';

export { CallTimeoutError, CircuitOpenError } from '../wheat/errors.ts';

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  return createBreaker(options, { ignoresFilteredErrors: true });
}
