export { backoffDelay } from './domain/backoff-delay.ts';
export { PermanentError } from './domain/permanent-error.ts';
export { type JobEvent, type JobState, transition } from './domain/transition.ts';
