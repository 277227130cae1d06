import { randomUUID } from 'node:crypto';
import type { Job } from '../domain/job.ts';
import type { Batch, Claimed, Ended, Lost, Settled, Ticket, WorkRepository } from '../domain/ports.ts';
import type { Database } from './database.ts';
import { JobRows } from './job-rows.ts';

type Doubtful = Ticket & Lost;

/**
 * The jobs of one worker. Rows are read, past those that others have locked; what happens is decided by the jobs themselves;
 * then they are written, where they are still the same.
 */
export class PostgresWork implements WorkRepository {
  readonly #database: Database;
  readonly #leaseMs: number;
  readonly #worker = randomUUID();
  /** Attempts that were ended as lost by statements of which nobody knows whether they happened. */
  #doubtful: readonly Doubtful[] = [];

  constructor(database: Database, leaseMs: number) {
    this.#database = database;
    this.#leaseMs = leaseMs;
  }

  async claim(types: readonly string[], slots: number): Promise<Batch> {
    const jobs = new JobRows(this.#database);
    const taken: Job[] = [];
    const ended: Job[] = [];
    const lost: Doubtful[] = [];
    const due = await jobs.due(types, slots);
    for (const { job, at } of due) {
      const { state, attempt } = job.state;
      if (taken.length === slots) break;
      if (state === 'running' ? !job.expire(this.#worker, at) : !job.claim(this.#worker, at)) continue;
      (job.state.state === 'running' ? taken : ended).push(job);
      if (state === 'running')
        lost.push({ jobId: job.id, attempt, type: job.type, died: job.state.state === 'dead' });
    }
    const saved = await this.#take(jobs, [...taken, ...ended], lost);
    return {
      claimed: taken.filter(({ id }) => saved.has(id)).map(claimedOf),
      lost: lost.filter(({ jobId }) => saved.has(jobId)),
      // Also where another worker was faster with some of them.
      isFull: due.length >= slots || ended.length > 0,
    };
  }

  async #take(
    jobs: JobRows,
    changed: readonly Job[],
    lost: readonly Doubtful[],
  ): Promise<ReadonlySet<string>> {
    if (changed.length === 0) return new Set();
    try {
      return await jobs.save(changed, this.#leaseMs);
    } catch (error) {
      this.#doubtful = [...this.#doubtful, ...lost];
      throw error;
    }
  }

  async recover(known: readonly Ticket[]): Promise<readonly Lost[]> {
    const doubtful = this.#doubtful;
    const lost = await this.#database.transaction(async (on) => {
      const jobs = new JobRows(on);
      const mine = await jobs.of(this.#worker);
      const strays = mine.filter(
        ({ job }) => !known.some(({ jobId, attempt }) => jobId === job.id && attempt === job.state.attempt),
      );
      for (const { job, at } of strays) job.end(job.state.attempt, { type: 'release' }, this.#worker, at);
      if (strays.length > 0) await jobs.save(strays.map(({ job }) => job));
      if (doubtful.length === 0) return [];
      const rows = await on.ask<{ id: string; number: number }>(
        `SELECT id, (attempt ->> 'number')::integer AS number FROM jobs, jsonb_array_elements(attempts) AS attempt
         WHERE id = ANY ($1) AND attempt ->> 'outcome' = 'lost' AND attempt ->> 'by' = $2`,
        [doubtful.map(({ jobId }) => jobId), this.#worker],
      );
      return doubtful.filter(({ jobId, attempt }) =>
        rows.some(({ id, number }) => id === jobId && number === attempt),
      );
    });
    this.#doubtful = [];
    return lost;
  }

  async renew(tickets: readonly Ticket[]) {
    const rows = await this.#database.ask<{ id: string; attempt: number; cancel_requested: boolean }>(
      `WITH ticket AS (
         SELECT * FROM unnest($1::uuid[], $2::integer[]) AS ticket (id, attempt)
       ), free AS (
         SELECT id FROM jobs JOIN ticket USING (id, attempt) WHERE state = 'running' FOR UPDATE OF jobs SKIP LOCKED
       ), renewed AS (
         UPDATE jobs SET lease_until = now() + $3 * interval '1 millisecond' FROM free WHERE jobs.id = free.id
       )
       SELECT id, attempt, cancel_requested FROM jobs JOIN ticket USING (id, attempt) WHERE state = 'running'`,
      [tickets.map(({ jobId }) => jobId), tickets.map(({ attempt }) => attempt), this.#leaseMs],
    );
    return tickets.map(({ jobId, attempt }) => {
      const row = rows.find((row) => row.id === jobId && row.attempt === attempt);
      if (row === undefined) return 'gone';
      return row.cancel_requested ? 'to be cancelled' : 'ours';
    });
  }

  /** No transaction: what has changed between the two statements is not written, and said again. */
  async end(ended: readonly Ended[]): Promise<readonly Settled[]> {
    const jobs = new JobRows(this.#database);
    const found = await jobs.these([...new Set(ended.map(({ jobId }) => jobId))]);
    const rows = new Map(found.map((row) => [row.job.id, row]));
    const changed = new Set<Job>();
    for (const { jobId, attempt, end } of ended) {
      const row = rows.get(jobId);
      if (row?.job.end(attempt, end, this.#worker, row.at)) changed.add(row.job);
    }
    const saved = changed.size === 0 ? new Set() : await jobs.save([...changed]);
    return ended.map(({ jobId, attempt }): Settled => {
      const job = rows.get(jobId)?.job;
      if (job !== undefined && changed.has(job) && !saved.has(jobId)) return { kind: 'busy' };
      return job === undefined ? { kind: 'refused' } : this.#settled(job, attempt);
    });
  }

  /** What was recorded just now, or before, by a transaction whose COMMIT was not heard. */
  #settled(job: Job, number: number): Settled {
    const { outcome, by, nextRunAt } = job.attempt(number) ?? {};
    if (!outcome || outcome === 'lost' || by !== this.#worker) return { kind: 'refused' };
    return { kind: 'recorded', outcome, died: outcome === 'failed' && nextRunAt === null };
  }
}

function claimedOf({ id, type, payload, state: { attempt, counted } }: Job): Claimed {
  return { jobId: id, attempt, type, payload, counted };
}
