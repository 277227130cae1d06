export { backoffDelay } from './domain/backoff.ts';
export { PermanentError } from './domain/errors.ts';
export { type JobEvent, type JobState, transition } from './domain/states.ts';
