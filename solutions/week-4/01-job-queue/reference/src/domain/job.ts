export const states = Object.freeze([
  'queued',
  'running',
  'succeeded',
  'retrying',
  'dead',
  'cancelled',
] as const);
export type State = (typeof states)[number];

/** What decides about what becomes of a job. */
export interface JobState {
  readonly state: State;
  /** The number of the newest attempt, 0 before the first. It only ever grows, and is the fence. */
  readonly attempt: number;
  /** How many attempts count against maxAttempts. */
  readonly counted: number;
  readonly maxAttempts: number;
  readonly cancelRequested: boolean;
}

export type Outcome = 'succeeded' | 'failed' | 'lost' | 'released' | 'cancelled';

/** What a handler threw, made fit to be kept. */
export interface JobError {
  readonly name: string;
  readonly message: string;
}

export interface Attempt {
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: Outcome | null;
  readonly error: JobError | null;
  readonly nextRunAt: string | null;
}

/** A job as clients see it. Times are ISO 8601, by the database's clock. */
export interface Job {
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
  readonly state: State;
  readonly priority: number;
  readonly runAt: string;
  readonly maxAttempts: number;
  readonly cancelRequested: boolean;
  readonly result: unknown;
  readonly createdAt: string;
  readonly attempts: readonly Attempt[];
}
