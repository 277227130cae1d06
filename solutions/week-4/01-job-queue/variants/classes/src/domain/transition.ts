import type { JobEvent, JobState } from './state.ts';

/** What an event does in a state, as changes; where there is no rule, nothing happens. */
export function transition(job: JobState, event: JobEvent): JobState | null {
  if ('attempt' in event && event.attempt !== job.attempt) return null;
  const changes = rule(job, event);
  return changes && new Snapshot({ ...job, ...changes }).plain();
}

/** Only what the page names, whatever else the given object had. */
class Snapshot {
  readonly #job: JobState;

  constructor(job: JobState) {
    this.#job = job;
  }

  plain(): JobState {
    const { state, attempt, counted, maxAttempts, cancelRequested } = this.#job;
    return { state, attempt, counted, maxAttempts, cancelRequested };
  }
}

function rule(job: JobState, event: JobEvent): Partial<JobState> | null {
  const { attempt, counted, maxAttempts, cancelRequested } = job;
  const begun = { state: 'running', attempt: attempt + 1, counted: counted + 1 } as const;
  const isLast = counted >= maxAttempts;
  switch (`${job.state} ${event.type}` as const) {
    case 'queued claim':
    case 'retrying claim':
      return begun;
    case 'running succeed':
      return { state: 'succeeded' };
    case 'running fail':
      if (cancelRequested) return { state: 'cancelled' };
      return { state: isLast || (event.type === 'fail' && event.permanent) ? 'dead' : 'retrying' };
    case 'running release':
      return { state: cancelRequested ? 'cancelled' : 'queued', counted: counted - 1 };
    case 'running expire':
      if (cancelRequested) return { state: 'cancelled' };
      return isLast ? { state: 'dead' } : begun;
    case 'queued cancel':
    case 'retrying cancel':
      return { state: 'cancelled', cancelRequested: true };
    case 'running cancel':
      return { cancelRequested: true };
    case 'cancelled cancel':
      return {};
    case 'dead requeue':
      return { state: 'queued', counted: 0, cancelRequested: false };
    default:
      return null;
  }
}
