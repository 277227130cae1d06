/** What decides about what becomes of a job. */
export interface JobState {
  readonly state: 'queued' | 'running' | 'succeeded' | 'retrying' | 'dead' | 'cancelled';
  /** The number of the newest attempt, 0 before the first. It only ever grows. */
  readonly attempt: number;
  /** How many attempts count against maxAttempts. */
  readonly counted: number;
  readonly maxAttempts: number;
  readonly cancelRequested: boolean;
}
