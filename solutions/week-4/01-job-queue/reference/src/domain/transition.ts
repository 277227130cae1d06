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

/**
 * The job after the event, or null where the event does not fit and nothing changes. The statements in `store` do the same
 * in SQL, where several do it at once; this is what they have to come to.
 */
export function transition(job: JobState, event: JobEvent): JobState | null {
  switch (event.type) {
    case 'claim':
      return waits(job) ? begin(job) : null;
    case 'succeed':
      return holds(job, event.attempt) ? become(job, { state: 'succeeded' }) : null;
    case 'fail':
      return holds(job, event.attempt) ? fail(job, event.permanent) : null;
    case 'release':
      return holds(job, event.attempt) ? release(job) : null;
    case 'expire':
      return holds(job, event.attempt) ? expire(job) : null;
    case 'cancel':
      return cancel(job);
    case 'requeue':
      if (job.state !== 'dead') return null;
      return become(job, { state: 'queued', counted: 0, cancelRequested: false });
    default:
      return event satisfies never;
  }
}

function waits({ state }: JobState): boolean {
  return state === 'queued' || state === 'retrying';
}

/** The fence: who speaks for an older attempt is not heard. */
function holds({ state, attempt }: JobState, number: number): boolean {
  return state === 'running' && attempt === number;
}

/** Attempts are counted here, where there is always somebody to do it. */
function begin(job: JobState): JobState {
  return become(job, { state: 'running', attempt: job.attempt + 1, counted: job.counted + 1 });
}

function fail(job: JobState, permanent: boolean): JobState {
  if (job.cancelRequested) return become(job, { state: 'cancelled' });
  return become(job, { state: permanent || isSpent(job) ? 'dead' : 'retrying' });
}

function release(job: JobState): JobState {
  const counted = job.counted - 1;
  return become(job, { state: job.cancelRequested ? 'cancelled' : 'queued', counted });
}

function expire(job: JobState): JobState {
  if (job.cancelRequested) return become(job, { state: 'cancelled' });
  return isSpent(job) ? become(job, { state: 'dead' }) : begin(job);
}

function cancel(job: JobState): JobState | null {
  switch (job.state) {
    case 'queued':
    case 'retrying':
      return become(job, { state: 'cancelled', cancelRequested: true });
    case 'running':
      return become(job, { cancelRequested: true });
    case 'cancelled':
      return become(job, {});
    case 'succeeded':
    case 'dead':
      return null;
    default:
      return job.state satisfies never;
  }
}

function isSpent({ counted, maxAttempts }: JobState): boolean {
  return counted >= maxAttempts;
}

function become(job: JobState, changes: Partial<JobState>): JobState {
  const { state, attempt, counted, maxAttempts, cancelRequested } = job;
  return { state, attempt, counted, maxAttempts, cancelRequested, ...changes };
}
