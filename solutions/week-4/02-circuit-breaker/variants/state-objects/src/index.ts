export { createCircuitBreaker } from './create.ts';
export { CallTimeoutError, CircuitOpenError } from './errors.ts';
export type * from './types.ts';
