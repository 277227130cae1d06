export { createCircuitBreaker } from './breaker.ts';
export { CallTimeoutError, CircuitOpenError } from './errors.ts';
export type * from './types.ts';
