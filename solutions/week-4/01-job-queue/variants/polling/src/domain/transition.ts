export type JobState = {
  readonly state: 'queued' | 'running' | 'succeeded' | 'retrying' | 'dead' | 'cancelled';
  readonly attempt: number;
  readonly counted: number;
  readonly maxAttempts: number;
  readonly cancelRequested: boolean;
};

export type JobEvent = Readonly<
  | { type: 'claim' | 'cancel' | 'requeue' }
  | { type: 'succeed' | 'release' | 'expire'; attempt: number }
  | { type: 'fail'; attempt: number; permanent: boolean }
>;

/** What becomes of a job; null where the event says nothing about it. The files in store/sql say the same. */
export function transition(job: JobState, event: JobEvent): JobState | null {
  const changes = 'attempt' in event ? ended(job, event) : told(job, event.type);
  if (changes === null) return null;
  const { state, attempt, counted, maxAttempts, cancelRequested } = { ...job, ...changes };
  return { state, attempt, counted, maxAttempts, cancelRequested };
}

type Changes = Partial<JobState> | null;

/** By anybody, at any time. */
function told(job: JobState, what: 'claim' | 'cancel' | 'requeue'): Changes {
  const waits = job.state === 'queued' || job.state === 'retrying';
  if (what === 'claim') return waits ? next(job) : null;
  if (what === 'requeue') {
    return job.state === 'dead' ? { state: 'queued', counted: 0, cancelRequested: false } : null;
  }
  if (waits) return { state: 'cancelled', cancelRequested: true };
  if (job.state === 'running') return { cancelRequested: true };
  return job.state === 'cancelled' ? {} : null;
}

/** About an attempt, and only about the one that is under way. */
function ended(job: JobState, event: Extract<JobEvent, { attempt: number }>): Changes {
  if (job.state !== 'running' || event.attempt !== job.attempt) return null;
  const counted = event.type === 'release' ? job.counted - 1 : job.counted;
  if (event.type === 'succeed') return { state: 'succeeded' };
  if (job.cancelRequested) return { state: 'cancelled', counted };
  if (event.type === 'release') return { state: 'queued', counted };
  if (counted >= job.maxAttempts || (event.type === 'fail' && event.permanent)) return { state: 'dead' };
  return event.type === 'fail' ? { state: 'retrying' } : next(job);
}

function next({ attempt, counted }: JobState): Partial<JobState> {
  return { state: 'running', attempt: attempt + 1, counted: counted + 1 };
}
