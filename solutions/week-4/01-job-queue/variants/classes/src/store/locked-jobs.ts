import { Job, type JobFields } from '../domain/job.ts';
import type { Asks } from './database.ts';

export interface JobRow {
  readonly id: string;
  readonly seq: string;
  readonly type: string;
  readonly payload: unknown;
  readonly state: JobFields['state'];
  readonly priority: number;
  readonly run_at: Date;
  readonly max_attempts: number;
  readonly cancel_requested: boolean;
  readonly result: unknown;
  readonly attempt: number;
  readonly counted: number;
  readonly attempts: JobFields['attempts'];
  readonly owner: string | null;
  readonly created_at: Date;
}

export const columns =
  'id, seq, type, payload, state, priority, run_at, max_attempts, cancel_requested, result, attempt, counted, attempts, owner, created_at';

export function fieldsOf({ run_at, max_attempts, cancel_requested, created_at, ...row }: JobRow): JobFields {
  return {
    ...row,
    runAt: run_at,
    maxAttempts: max_attempts,
    cancelRequested: cancel_requested,
    createdAt: created_at,
  };
}

/** Rows that this transaction has locked, as jobs to which something happens, and then written back. */
export class LockedJobs {
  readonly #on: Asks;

  constructor(on: Asks) {
    this.#on = on;
  }

  /** @param which what comes behind FROM jobs, without the locking */
  async lock(
    which: string,
    values: readonly unknown[],
    locking: 'FOR UPDATE' | 'FOR UPDATE SKIP LOCKED',
  ): Promise<readonly { readonly job: Job; readonly at: Date; readonly rank: number[] }[]> {
    const rows = await this.#on.ask<JobRow & { at: Date; due: number }>(
      `SELECT ${columns}, statement_timestamp() AS at, extract(epoch FROM run_at)::float8 AS due
       FROM jobs ${which} ${locking}`,
      values,
    );
    return rows.map((row) => ({
      job: new Job(fieldsOf(row)),
      at: row.at,
      rank: [-row.priority, row.due, Number(row.seq)],
    }));
  }

  /** A lease begins with an attempt; it ends where the job does not run; else it stays. */
  async save(jobs: readonly Job[], leaseMs: number | null = null): Promise<readonly JobFields[]> {
    const states = jobs.map(({ state }) => state);
    const changes = jobs.map((job) => job.changes);
    const rows = await this.#on.ask<JobRow>(
      `UPDATE jobs SET
         state = new.state::job_state,
         attempt = new.attempt,
         counted = new.counted,
         cancel_requested = new.cancel_requested,
         attempts = new.attempts::jsonb,
         owner = new.owner,
         result = new.result::jsonb,
         run_at = coalesce(new.run_at, jobs.run_at),
         lease_until = CASE
           WHEN new.state <> 'running' THEN NULL
           WHEN $10::integer IS NULL THEN jobs.lease_until
           ELSE clock_timestamp() + $10 * interval '1 millisecond'
         END
       FROM unnest(
         $1::uuid[], $2::text[], $3::integer[], $4::integer[], $5::boolean[], $6::text[], $7::uuid[], $8::text[], $9::timestamptz[]
       ) AS new (id, state, attempt, counted, cancel_requested, attempts, owner, result, run_at)
       WHERE jobs.id = new.id
       RETURNING ${columns.replace(/\w+/g, 'jobs.$&')}`,
      [
        jobs.map(({ id }) => id),
        states.map(({ state }) => state),
        states.map(({ attempt }) => attempt),
        states.map(({ counted }) => counted),
        states.map(({ cancelRequested }) => cancelRequested),
        changes.map(({ attempts }) => JSON.stringify(attempts)),
        changes.map(({ owner }) => owner),
        changes.map(({ result }) => result),
        changes.map(({ runAt }) => runAt?.toISOString() ?? null),
        leaseMs,
      ],
    );
    return rows.map(fieldsOf);
  }
}
