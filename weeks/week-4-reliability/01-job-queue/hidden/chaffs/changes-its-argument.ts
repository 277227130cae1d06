import { makeTransition } from '../wheat/make-transition.ts';
import type { JobEvent, JobState } from '../wheat/types.ts';

export { backoffDelay } from '../wheat/backoff-delay.ts';
export { PermanentError } from '../wheat/permanent-error.ts';

/** In place, where that can be done. */
export function transition(job: JobState, event: JobEvent): JobState | null {
  const after = makeTransition()(job, event);
  if (after === null || Object.isFrozen(job)) return after;
  return Object.assign(job, after);
}
