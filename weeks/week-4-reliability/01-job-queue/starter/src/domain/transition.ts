import type { JobState } from './job.ts';

/** What happens to a job. `attempt` is the number under which somebody speaks about it. */
export type JobEvent =
  | { readonly type: 'claim' }
  | { readonly type: 'succeed'; readonly attempt: number }
  | { readonly type: 'fail'; readonly attempt: number; readonly permanent: boolean }
  | { readonly type: 'release'; readonly attempt: number }
  | { readonly type: 'expire'; readonly attempt: number }
  | { readonly type: 'cancel' }
  | { readonly type: 'requeue' };

/** The job after the event, or null where the event does not fit. As it stands, nothing ever happens. */
export function transition(_job: JobState, _event: JobEvent): JobState | null {
  return null;
}
