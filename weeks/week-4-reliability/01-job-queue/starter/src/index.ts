export { backoffDelay } from './domain/backoff-delay.ts';
export type { JobState } from './domain/job.ts';
export { PermanentError } from './domain/permanent-error.ts';
export { type JobEvent, transition } from './domain/transition.ts';
