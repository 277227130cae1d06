import type { JobEvent, JobState } from './state.ts';
import { transition } from './transition.ts';

export type Outcome = 'succeeded' | 'failed' | 'lost' | 'released' | 'cancelled';

export interface AttemptError {
  readonly name: string;
  readonly message: string;
}

export interface Attempt {
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: Outcome | null;
  readonly error: AttemptError | null;
  readonly nextRunAt: string | null;
  /** Who has recorded the end. */
  readonly by?: string;
}

export interface JobFields extends JobState {
  readonly id: string;
  readonly seq: string;
  readonly type: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly runAt: Date;
  readonly result: unknown;
  readonly attempts: readonly Attempt[];
  readonly createdAt: Date;
  readonly owner: string | null;
}

/** How an attempt ended, as its worker says. */
export type End =
  | { readonly type: 'succeed'; readonly result: string }
  | {
      readonly type: 'fail';
      readonly error: AttemptError;
      readonly permanent: boolean;
      readonly pauseMs: number;
    }
  | { readonly type: 'release' };

/**
 * A job as a row says that it is. What happens to it is decided here, by `transition`, and written by the repository where the
 * row is still the same. Times come from the database, with the row.
 */
export class Job {
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
  /** As it was read. */
  readonly before: JobState;
  #state: JobState;
  #attempts: readonly Attempt[];
  #owner: string | null;
  /** As JSON. */
  #result: string | null = null;
  #runAt: Date | null = null;

  constructor(fields: JobFields) {
    this.id = fields.id;
    this.type = fields.type;
    this.payload = fields.payload;
    this.before = fields;
    this.#state = fields;
    this.#attempts = fields.attempts;
    this.#owner = fields.owner;
  }

  get state(): JobState {
    return this.#state;
  }

  /** What is to be written; null where it stays as it is. */
  get changes() {
    const { attempts, owner, result, runAt } = {
      attempts: this.#attempts,
      owner: this.#owner,
      result: this.#result,
      runAt: this.#runAt,
    };
    return { attempts, owner, result, runAt };
  }

  attempt(number: number): Attempt | undefined {
    return this.#attempts.find((attempt) => attempt.number === number);
  }

  claim(worker: string, at: Date): boolean {
    return this.#happens({ type: 'claim' }) && this.#begin(worker, at);
  }

  /** Somebody's lease is over. It goes on with this worker, or not at all. */
  expire(worker: string, at: Date): boolean {
    const { attempt } = this.#state;
    if (!this.#happens({ type: 'expire', attempt })) return false;
    this.#end(attempt, { outcome: 'lost', by: worker }, at);
    return this.#state.state === 'running' ? this.#begin(worker, at) : true;
  }

  end(number: number, end: End, worker: string, at: Date): boolean {
    if (!this.#happens({ ...end, attempt: number })) return false;
    const { state } = this.#state;
    switch (end.type) {
      case 'succeed':
        this.#result = end.result;
        this.#end(number, { outcome: 'succeeded', by: worker }, at);
        break;
      case 'release':
        this.#end(number, { outcome: 'released', by: worker }, at);
        break;
      case 'fail': {
        const { error, pauseMs } = end;
        if (state === 'retrying') this.#runAt = new Date(at.getTime() + Math.round(pauseMs));
        const nextRunAt = this.#runAt?.toISOString() ?? null;
        const outcome = state === 'cancelled' ? 'cancelled' : 'failed';
        this.#end(
          number,
          { outcome, error: state === 'cancelled' ? null : error, nextRunAt, by: worker },
          at,
        );
        break;
      }
      default:
        end satisfies never;
    }
    this.#owner = null;
    return true;
  }

  cancel(): boolean {
    return this.#happens({ type: 'cancel' });
  }

  requeue(at: Date): boolean {
    this.#runAt = at;
    return this.#happens({ type: 'requeue' });
  }

  #happens(event: JobEvent): boolean {
    const after = transition(this.#state, event);
    this.#state = after ?? this.#state;
    return after !== null;
  }

  #begin(worker: string, at: Date): true {
    this.#owner = worker;
    this.#attempts = [
      ...this.#attempts,
      {
        number: this.#state.attempt,
        startedAt: at.toISOString(),
        endedAt: null,
        outcome: null,
        error: null,
        nextRunAt: null,
      },
    ];
    return true;
  }

  #end(number: number, how: Partial<Attempt>, at: Date): void {
    this.#owner = null;
    this.#attempts = this.#attempts.map((attempt) =>
      attempt.number === number ? { ...attempt, ...how, endedAt: at.toISOString() } : attempt,
    );
  }
}
