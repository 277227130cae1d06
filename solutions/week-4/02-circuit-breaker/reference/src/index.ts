export { createCircuitBreaker } from './circuit-breaker.ts';
export { CallTimeoutError, CircuitOpenError } from './errors.ts';
export type { CircuitBreakerOptions, Clock } from './options.ts';
export type { CircuitBreaker, State, StateChange, Stats } from './types.ts';
