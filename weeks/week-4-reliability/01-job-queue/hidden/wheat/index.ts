/** A right implementation of the page, for the learner's own tests to pass on. Chaffs are made from it. */
import { makeTransition } from './make-transition.ts';
import type { JobEvent, JobState } from './types.ts';

export { backoffDelay } from './backoff-delay.ts';
export { PermanentError } from './permanent-error.ts';
export type { JobEvent, JobState } from './types.ts';

export function transition(job: JobState, event: JobEvent): JobState | null {
  return makeTransition()(job, event);
}
