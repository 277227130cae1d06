import type { JobFields } from '../domain/job.ts';

/** A job as clients see it. */
export class JobView {
  readonly #job: JobFields;

  constructor(job: JobFields) {
    this.#job = job;
  }

  get location(): string {
    return `/jobs/${this.#job.id}`;
  }

  toJSON(): object {
    const { id, type, payload, state, priority, runAt, createdAt, maxAttempts, cancelRequested } = this.#job;
    const { result, attempts } = this.#job;
    return {
      attempts: attempts.map(({ by: _, ...attempt }) => attempt),
      ...{ id, type, payload, state, priority, runAt, createdAt, maxAttempts, cancelRequested, result },
    };
  }
}
