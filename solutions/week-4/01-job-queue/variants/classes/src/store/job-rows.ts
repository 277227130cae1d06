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

export interface Read {
  readonly job: Job;
  /** By the database's clock, when it was read. */
  readonly at: Date;
}

/** Rows as jobs, to which something happens, and which are then written back. */
export class JobRows {
  readonly #on: Asks;
  /** Of what was read without being locked until it is written. */
  #readAt: Date | undefined;

  constructor(on: Asks) {
    this.#on = on;
  }

  /** What is due: what waits, and what somebody has left behind. An index for each. */
  due(types: readonly string[], most: number): Promise<readonly Read[]> {
    const order = 'ORDER BY priority DESC, run_at, seq LIMIT $2 FOR UPDATE SKIP LOCKED';
    return this.#read(
      'due',
      `WITH waiting AS (
         SELECT * FROM jobs WHERE state IN ('queued', 'retrying') AND run_at <= now() AND type = ANY ($1) ${order}
       ), left_behind AS (
         SELECT * FROM jobs WHERE state = 'running' AND lease_until < now()
           AND (type = ANY ($1) OR cancel_requested OR counted >= max_attempts) ${order}
       ), all_of_them AS (TABLE waiting UNION ALL TABLE left_behind)`,
      'all_of_them ORDER BY priority DESC, run_at, seq',
      [types, most],
    );
  }

  /** These, without a lock: whether they are still the same is seen when they are written. */
  these(ids: readonly string[]): Promise<readonly Read[]> {
    return this.#read('these', '', 'jobs WHERE id = ANY ($1)', [ids]);
  }

  of(worker: string): Promise<readonly Read[]> {
    return this.#read('of', '', `jobs WHERE state = 'running' AND owner = $1 FOR UPDATE SKIP LOCKED`, [
      worker,
    ]);
  }

  /** This one, as soon as nobody else has it locked. */
  async one(id: string): Promise<Read | undefined> {
    return (await this.#read('one', '', 'jobs WHERE id = $1 FOR UPDATE', [id]))[0];
  }

  async #read(
    name: string,
    with_: string,
    from: string,
    values: readonly unknown[],
  ): Promise<readonly Read[]> {
    const rows = await this.#on.ask<JobRow & { at: Date }>(
      `${with_} SELECT ${columns}, statement_timestamp() AS at FROM ${from}`,
      values,
      `read ${name}`,
    );
    if (name === 'due' || name === 'these') this.#readAt = rows[0]?.at;
    return rows.map((row) => ({ job: new Job(fieldsOf(row)), at: row.at }));
  }

  /**
   * Writes those that are still as they were, and that nobody else has locked: that is the fence. Resolves to their ids. A
   * lease begins with an attempt; it ends where the job does not run; else it stays.
   */
  async save(jobs: readonly Job[], leaseMs: number | null = null): Promise<ReadonlySet<string>> {
    const before = jobs.map(({ before }) => before);
    const states = jobs.map(({ state }) => state);
    const changes = jobs.map((job) => job.changes);
    const rows = await this.#on.ask<{ id: string }>(
      `WITH same AS (
         SELECT jobs.id FROM jobs JOIN unnest($1::uuid[], $11::text[], $12::integer[], $13::boolean[])
           AS old (id, state, attempt, cancel_requested)
           ON jobs.id = old.id AND jobs.state = old.state::job_state AND jobs.attempt = old.attempt
             AND jobs.cancel_requested = old.cancel_requested
             -- Who was paused in between has times that are not true any more.
             AND ($14::timestamptz IS NULL OR statement_timestamp() < $14 + interval '2 seconds')
             -- Who takes over finds the lease still over, too.
             AND (old.state <> 'running' OR $10::integer IS NULL OR jobs.lease_until < now())
         FOR UPDATE OF jobs SKIP LOCKED
       )
       UPDATE jobs SET
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
       JOIN same USING (id)
       WHERE jobs.id = new.id
       RETURNING jobs.id`,
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
        before.map(({ state }) => state),
        before.map(({ attempt }) => attempt),
        before.map(({ cancelRequested }) => cancelRequested),
        this.#readAt?.toISOString() ?? null,
      ],
      'save',
    );
    return new Set(rows.map(({ id }) => id));
  }
}
