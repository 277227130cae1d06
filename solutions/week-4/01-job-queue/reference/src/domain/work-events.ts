import type { Outcome } from './job.ts';

/** What a worker tells about its work, once it is true: for the metrics. */
export interface WorkEvents {
  handlerStarted(): void;
  handlerEnded(): void;
  /** The end of an attempt was recorded. `seconds` is how long its handler took; lost ones have none. */
  attemptEnded(attempt: {
    readonly type: string;
    readonly outcome: Outcome;
    readonly seconds?: number;
  }): void;
  jobDied(type: string): void;
}
