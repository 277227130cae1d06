import type { Quirks } from './quirks.ts';
import type { JobEvent, JobState } from './types.ts';

type Changes = Partial<JobState>;

/** The page's table, row by row. A chaff has a quirk where it is wrong. */
export function makeTransition({ letsIn, twists }: Quirks = {}) {
  return (job: JobState, event: JobEvent): JobState | null => {
    if (!fits(job, event) && letsIn?.(job, event) !== true) return null;
    const after = { ...only(job), ...changesOf(job, event) };
    return twists === undefined ? after : twists(job, event, after);
  };
}

function fits({ state, attempt }: JobState, event: JobEvent): boolean {
  if (event.type === 'claim') return state === 'queued' || state === 'retrying';
  if (event.type === 'cancel') return state !== 'succeeded' && state !== 'dead';
  if (event.type === 'requeue') return state === 'dead';
  return state === 'running' && event.attempt === attempt;
}

function changesOf(job: JobState, event: JobEvent): Changes {
  const next: Changes = { state: 'running', attempt: job.attempt + 1, counted: job.counted + 1 };
  const over = job.counted >= job.maxAttempts;
  const stopped: Changes | undefined = job.cancelRequested ? { state: 'cancelled' } : undefined;
  switch (event.type) {
    case 'claim':
      return next;
    case 'succeed':
      return { state: 'succeeded' };
    case 'fail':
      return stopped ?? { state: over || event.permanent ? 'dead' : 'retrying' };
    case 'release':
      return { state: 'queued', ...stopped, counted: job.counted - 1 };
    case 'expire':
      return stopped ?? (over ? { state: 'dead' } : next);
    case 'cancel':
      return { state: job.state === 'running' ? 'running' : 'cancelled', cancelRequested: true };
    case 'requeue':
      return { state: 'queued', counted: 0, cancelRequested: false };
  }
}

function only({ state, attempt, counted, maxAttempts, cancelRequested }: JobState): JobState {
  return { state, attempt, counted, maxAttempts, cancelRequested };
}
