import { PoolClosedError, QueueFullError } from './errors.ts';
import { type Ending, Job, type JobOwner, type Work } from './job.ts';
import { checkSignal, checkTimeout } from './options.ts';
import { Queue } from './queue.ts';
import type { CloseOptions, PoolStats, RunOptions } from './types.ts';

export interface SchedulerLimits {
  readonly concurrency: number;
  readonly queueLimit: number;
  readonly taskTimeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Slots, and the jobs that wait for one. Both pools are this; they differ in what runs in a slot.
 *
 * Invariant: a job waits only while all slots are taken. So a slot is free exactly when the queue is empty, nothing has to
 * look for work, and the one place that frees a slot is the one that hands it on.
 */
export class Scheduler implements JobOwner {
  readonly #limits: SchedulerLimits;
  readonly #waiting = new Queue<Job>();
  readonly #running = new Set<Job>();
  readonly #counts: Record<Ending, number> = { completed: 0, failed: 0, timedOut: 0, cancelled: 0 };
  readonly #onPoolAbort = () => this.#abandonAll(this.#limits.signal?.reason);
  #isClosed = false;
  #idle: PromiseWithResolvers<void> | null = null;

  constructor(limits: SchedulerLimits) {
    this.#limits = limits;
    limits.signal?.addEventListener('abort', this.#onPoolAbort);
  }

  get stats(): PoolStats {
    return { active: this.#running.size, queued: this.#waiting.size, ...this.#counts };
  }

  /**
   * Runs the work once a slot is free. Never throws: inside of a promise's executor, throwing is rejecting.
   *
   * @param mayAlwaysWait for a caller that bounds its own number of jobs, and would rather wait than be refused
   */
  submit(work: Work, options: RunOptions = {}, mayAlwaysWait = false): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { concurrency, queueLimit, taskTimeoutMs, signal: poolSignal } = this.#limits;
      const caller = checkSignal('signal', options.signal);
      const timeoutMs = checkTimeout('timeoutMs', options.timeoutMs) ?? taskTimeoutMs;
      if (this.#isClosed) throw new PoolClosedError('the pool takes no more tasks');
      // The reasons may be anything, so this is no place for toError.
      if (poolSignal?.aborted) return reject(poolSignal.reason);
      if (caller?.aborted) return reject(caller.reason);

      const isFree = this.#running.size < concurrency;
      if (!isFree && !mayAlwaysWait && this.#waiting.size >= queueLimit)
        throw new QueueFullError(`${concurrency} tasks are running and ${queueLimit} are waiting`);
      const job = new Job({ work, owner: this, resolve, reject, caller, timeoutMs });
      if (isFree) this.#start(job);
      else this.#waiting.push(job);
    });
  }

  /** Resolves when nothing runs, and so nothing waits. */
  onIdle(): Promise<void> {
    if (this.#running.size === 0) return Promise.resolve();
    this.#idle ??= Promise.withResolvers();
    return this.#idle.promise;
  }

  /** Closing again joins in; closing by abort after a drain has begun cuts it short. */
  async close({ mode = 'drain' }: CloseOptions = {}): Promise<void> {
    if (mode !== 'drain' && mode !== 'abort') throw new TypeError(`there is no way to close called ${mode}`);
    this.#isClosed = true;
    if (mode === 'abort') this.#abandonAll(new PoolClosedError('the pool was closed'));
    await this.onIdle();
    this.#limits.signal?.removeEventListener('abort', this.#onPoolAbort);
  }

  abandoned(job: Job): void {
    if (job.isRunning) return;
    this.#waiting.remove(job);
    this.#counts.cancelled += 1;
  }

  ended(job: Job, how: Ending): void {
    this.#counts[how] += 1;
    this.#running.delete(job);
    const next = this.#waiting.shift();
    if (next !== null) this.#start(next);
    if (this.#running.size > 0) return;
    this.#idle?.resolve();
    this.#idle = null;
  }

  #start(job: Job): void {
    this.#running.add(job);
    void job.run();
  }

  /** Those that wait go first: what a stopping function leaves behind must not start one of them. */
  #abandonAll(reason: unknown): void {
    for (const job of [...this.#waiting, ...this.#running]) job.abandon('cancelled', reason);
  }
}
