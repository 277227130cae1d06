// What your tests and the judge import.
export { createCircuitBreaker } from './circuit-breaker.ts';
export { CallTimeoutError, CircuitOpenError } from './errors.ts';
export type { CircuitBreaker, CircuitBreakerOptions, Clock, State, StateChange, Stats } from './types.ts';
