import type { JobEvent, JobState } from './types.ts';

/** What a chaff does otherwise than the page says. The wheat has none of them. */
export interface Quirks {
  /** Whether an event of this job is let in, whatever the page says. */
  readonly letsIn?: (job: JobState, event: JobEvent) => boolean;
  /** What becomes of a job besides what the page says; gets both. */
  readonly twists?: (before: JobState, event: JobEvent, after: JobState) => JobState | null;
}
