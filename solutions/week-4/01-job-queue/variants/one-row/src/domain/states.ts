export interface JobState {
  state: 'queued' | 'running' | 'succeeded' | 'retrying' | 'dead' | 'cancelled';
  attempt: number;
  counted: number;
  maxAttempts: number;
  cancelRequested: boolean;
}

export type JobEvent =
  | { type: 'claim' }
  | { type: 'succeed'; attempt: number }
  | { type: 'fail'; attempt: number; permanent: boolean }
  | { type: 'release'; attempt: number }
  | { type: 'expire'; attempt: number }
  | { type: 'cancel' }
  | { type: 'requeue' };

export function transition(given: JobState, event: JobEvent): JobState | null {
  const job: JobState = {
    state: given.state,
    attempt: given.attempt,
    counted: given.counted,
    maxAttempts: given.maxAttempts,
    cancelRequested: given.cancelRequested,
  };
  if ('attempt' in event && (job.state !== 'running' || job.attempt !== event.attempt)) return null;
  const waiting = job.state === 'queued' || job.state === 'retrying';
  const again = () => {
    job.state = 'running';
    job.attempt++;
    job.counted++;
  };

  if (event.type === 'claim') {
    if (!waiting) return null;
    again();
  } else if (event.type === 'succeed') {
    job.state = 'succeeded';
  } else if (event.type === 'cancel') {
    if (job.state === 'succeeded' || job.state === 'dead') return null;
    if (waiting) job.state = 'cancelled';
    job.cancelRequested = true;
  } else if (event.type === 'requeue') {
    if (job.state !== 'dead') return null;
    job.state = 'queued';
    job.counted = 0;
    job.cancelRequested = false;
  } else {
    const spent = job.counted >= job.maxAttempts;
    if (event.type === 'release') job.counted--;
    if (job.cancelRequested) job.state = 'cancelled';
    else if (event.type === 'release') job.state = 'queued';
    else if (spent || (event.type === 'fail' && event.permanent)) job.state = 'dead';
    else if (event.type === 'fail') job.state = 'retrying';
    else again();
  }
  return job;
}
