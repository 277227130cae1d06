import type { Attempt, Job, State } from '../../domain/job.ts';

/** A job with all its attempts, as one row of one statement: so the two always fit together. */
export const jobColumns = `
  j.id, j.seq, j.type, j.payload, j.state, j.priority, j.run_at, j.max_attempts, j.cancel_requested, j.result, j.created_at,
  (
    SELECT coalesce(json_agg(json_build_array(
      a.number, a.started_at, a.ended_at, a.outcome, a.error, a.next_run_at) ORDER BY a.number), '[]')
    FROM attempts a WHERE a.job_id = j.id
  ) AS attempts`;

export interface JobRow {
  readonly id: string;
  readonly seq: string;
  readonly type: string;
  readonly payload: unknown;
  readonly state: State;
  readonly priority: number;
  readonly run_at: string;
  readonly max_attempts: number;
  readonly cancel_requested: boolean;
  readonly result: unknown;
  readonly created_at: string;
  readonly attempts: readonly AttemptRow[];
}

type AttemptRow = readonly [
  number: number,
  startedAt: string,
  endedAt: string | null,
  outcome: Attempt['outcome'],
  error: Attempt['error'],
  nextRunAt: string | null,
];

export function fromRow(row: JobRow): Job {
  return {
    id: row.id,
    type: row.type,
    payload: row.payload,
    state: row.state,
    priority: row.priority,
    runAt: row.run_at,
    maxAttempts: row.max_attempts,
    cancelRequested: row.cancel_requested,
    result: row.result,
    createdAt: row.created_at,
    attempts: row.attempts.map(toAttempt),
  };
}

function toAttempt([number, startedAt, endedAt, outcome, error, nextRunAt]: AttemptRow): Attempt {
  return {
    number,
    startedAt: toIso(startedAt),
    endedAt: endedAt && toIso(endedAt),
    outcome,
    error,
    nextRunAt: nextRunAt && toIso(nextRunAt),
  };
}

/** Within JSON a time comes with the session's offset and with microseconds. */
function toIso(text: string): string {
  return new Date(text).toISOString();
}
