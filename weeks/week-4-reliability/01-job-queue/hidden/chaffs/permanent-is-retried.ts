import { makeTransition } from '../wheat/make-transition.ts';
import type { JobEvent, JobState } from '../wheat/types.ts';

export { backoffDelay } from '../wheat/backoff-delay.ts';
export { PermanentError } from '../wheat/permanent-error.ts';

const quirks: Parameters<typeof makeTransition>[0] = {
  twists: ({ counted, maxAttempts }, { type }, after) =>
    type === 'fail' && after.state === 'dead' && counted < maxAttempts
      ? { ...after, state: 'retrying' }
      : after,
};

export function transition(job: JobState, event: JobEvent): JobState | null {
  return makeTransition(quirks)(job, event);
}
