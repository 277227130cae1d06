export { backoffDelay } from './domain/backoff-delay.ts';
export { PermanentError } from './domain/permanent-error.ts';
export type { JobEvent, JobState } from './domain/state.ts';
export { transition } from './domain/transition.ts';
