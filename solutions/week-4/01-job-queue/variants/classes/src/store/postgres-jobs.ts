import type { JobFields } from '../domain/job.ts';
import type { Depth, Enqueued, JobRepository, ListQuery, NewJob } from '../domain/ports.ts';
import type { Asks, Database } from './database.ts';
import { columns, fieldsOf, type JobRow, JobRows } from './job-rows.ts';

/** What happens to a single job is decided while its row is locked; whoever comes in between waits. */
export class PostgresJobs implements JobRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(job: NewJob, key: string | undefined, request: unknown): Promise<Enqueued> {
    const body = key === undefined ? null : JSON.stringify(request);
    const [made] = await this.#database.ask<JobRow>(
      `INSERT INTO jobs (type, payload, priority, max_attempts, run_at, idempotency_key, request)
       VALUES ($1, $2, $3, $4, coalesce($5, now()), $6, $7)
       ON CONFLICT (idempotency_key) DO NOTHING
       RETURNING ${columns}`,
      [
        job.type,
        JSON.stringify(job.payload),
        job.priority,
        job.maxAttempts,
        job.runAt?.toISOString() ?? null,
        key,
        body,
      ],
    );
    if (made !== undefined) return { job: fieldsOf(made), isNew: true };
    // As jsonb, two bodies are equal where they are as JSON.
    const [known] = await this.#database.ask<JobRow & { is_same: boolean }>(
      `SELECT ${columns}, request = $2::jsonb AS is_same FROM jobs WHERE idempotency_key = $1`,
      [key, body],
    );
    if (known === undefined) return this.add(job, key, request);
    const { is_same, ...row } = known;
    return is_same ? { job: fieldsOf(row), isNew: false } : 'other body';
  }

  async get(id: string): Promise<JobFields | undefined> {
    return one(this.#database, id);
  }

  async list({ state, type, limit, before }: ListQuery): Promise<readonly JobFields[]> {
    const rows = await this.#database.ask<JobRow>(
      `SELECT ${columns} FROM jobs
       WHERE ($1::job_state IS NULL OR state = $1) AND ($2::text IS NULL OR type = $2)
         AND ($3::bigint IS NULL OR (seq, id) < ($3, $4::uuid))
       ORDER BY seq DESC, id DESC LIMIT $5`,
      [state, type, before?.seq, before?.id, limit],
    );
    return rows.map(fieldsOf);
  }

  cancel(id: string) {
    return this.#database.transaction(async (on) => {
      const jobs = new JobRows(on);
      const found = await jobs.one(id);
      if (found === undefined) return undefined;
      const ended = !found.job.cancel();
      if (!ended) await jobs.save([found.job]);
      const job = await one(on, id);
      return job && { job, ended };
    });
  }

  requeue(id: string): Promise<JobFields | undefined> {
    return this.#database.transaction(async (on) => {
      const jobs = new JobRows(on);
      const found = await jobs.one(id);
      if (!found?.job.requeue(found.at)) return undefined;
      await jobs.save([found.job]);
      return one(on, id);
    });
  }

  async bury(id: string): Promise<boolean> {
    const gone = await this.#database.ask(
      `DELETE FROM jobs WHERE id = $1 AND state = 'dead' RETURNING true AS gone`,
      [id],
    );
    return gone.length === 1;
  }

  async depth(): Promise<Depth> {
    const rows = await this.#database.ask<{ state: keyof Depth; jobs: number }>(
      `SELECT state, count(jobs.id)::integer AS jobs
       FROM unnest('{queued,running,retrying,dead}'::job_state[]) AS state LEFT JOIN jobs USING (state)
       GROUP BY state`,
    );
    return Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs])) as unknown as Depth;
  }
}

async function one(on: Asks, id: string): Promise<JobFields | undefined> {
  const [row] = await on.ask<JobRow>(`SELECT ${columns} FROM jobs WHERE id = $1`, [id]);
  return row && fieldsOf(row);
}
