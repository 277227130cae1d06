import { EventEmitter } from 'node:events';
import { PoolClosedError, QueueFullError, TaskTimeoutError } from './errors.ts';
import { demand, demandSignal } from './options.ts';
import type { End, Job } from './state.ts';

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export type CloseMode = 'drain' | 'abort';

/**
 * Starts jobs from the event loop: whatever frees or asks for a slot makes one dispatch due, and that fills all slots at
 * once. No job starts on the stack of another.
 */
export class Dispatcher extends EventEmitter<{ idle: [] }> {
  readonly #slots: number;
  readonly #places: number;
  readonly #limitMs: number | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #waiting = new Set<Job>();
  readonly #busy = new Set<Job>();
  readonly #ends: Record<End, number> = { completed: 0, failed: 0, timedOut: 0, cancelled: 0 };
  #isDue = false;
  #isClosed = false;

  constructor(options: {
    slots: number;
    places: number;
    limitMs?: number | undefined;
    signal?: AbortSignal | undefined;
  }) {
    super();
    this.setMaxListeners(0);
    this.#slots = options.slots;
    this.#places = options.places;
    this.#limitMs = options.limitMs;
    this.#signal = options.signal;
    this.#signal?.addEventListener('abort', this.#onAbort);
  }

  get stats() {
    return { active: this.#busy.size, queued: this.#waiting.size, ...this.#ends };
  }

  submit(work: Job['work'], options: RunOptions = {}, beyondLimit = false): Promise<unknown> {
    return new Promise((resolve, reject) => {
      demandSignal(options.signal);
      if (options.timeoutMs !== undefined) demand('delay', 'timeoutMs', options.timeoutMs);
      if (this.#isClosed) throw new PoolClosedError();
      for (const signal of [this.#signal, options.signal]) signal?.throwIfAborted();
      if (!beyondLimit && this.#waiting.size + this.#busy.size >= this.#slots + this.#places)
        throw new QueueFullError(this.#places);
      const limitMs = options.timeoutMs ?? this.#limitMs;
      const job: Job = { state: { at: 'waiting' }, work, limitMs, resolve, reject, release: () => {} };
      this.#listen(job, options.signal);
      this.#waiting.add(job);
      this.#dispatchSoon();
    });
  }

  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isIdle) resolve();
      else this.once('idle', resolve);
    });
  }

  async close(mode: CloseMode = 'drain'): Promise<void> {
    this.#isClosed = true;
    if (mode === 'abort') this.#giveUpAll(new PoolClosedError());
    await this.whenIdle();
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  get #isIdle(): boolean {
    return this.#waiting.size === 0 && this.#busy.size === 0;
  }

  readonly #onAbort = () => this.#giveUpAll(this.#signal?.reason);

  #listen(job: Job, signal: AbortSignal | undefined): void {
    if (signal === undefined) return;
    const onAbort = () => this.#giveUp(job, 'cancelled', signal.reason);
    signal.addEventListener('abort', onAbort);
    job.release = () => signal.removeEventListener('abort', onAbort);
  }

  #dispatchSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      for (const job of this.#waiting) {
        if (this.#busy.size >= this.#slots) break;
        this.#waiting.delete(job);
        void this.#start(job);
      }
    });
  }

  async #start(job: Job): Promise<void> {
    const control = new AbortController();
    job.state = { at: 'running', control };
    this.#busy.add(job);
    try {
      const value = await job.work(control.signal, () => this.#startClock(job));
      this.#end(job, 'completed');
      job.resolve(value);
    } catch (thrown) {
      this.#end(job, 'failed');
      job.reject(thrown instanceof Error ? thrown : new Error(`thrown: ${typeof thrown}`, { cause: thrown }));
    }
    if (this.#waiting.size > 0) this.#dispatchSoon();
  }

  #startClock(job: Job): void {
    const { limitMs, release } = job;
    if (limitMs === undefined || job.state.at !== 'running') return;
    const timer = setTimeout(() => this.#giveUp(job, 'timedOut', new TaskTimeoutError(limitMs)), limitMs);
    job.release = () => {
      clearTimeout(timer);
      release();
    };
  }

  #giveUp(job: Job, as: 'timedOut' | 'cancelled', reason: unknown): void {
    switch (job.state.at) {
      case 'waiting':
        this.#waiting.delete(job);
        this.#end(job, as);
        job.reject(reason);
        break;
      case 'running': {
        const { control } = job.state;
        job.state = { at: 'running-on', as };
        job.release();
        job.reject(reason);
        control.abort(reason);
        break;
      }
      case 'running-on':
      case 'over':
        break;
      default:
        job.state satisfies never;
    }
  }

  #giveUpAll(reason: unknown): void {
    for (const job of [...this.#waiting, ...this.#busy]) this.#giveUp(job, 'cancelled', reason);
  }

  #end(job: Job, how: End): void {
    const as = job.state.at === 'running-on' ? job.state.as : how;
    job.state = { at: 'over', as };
    job.release();
    this.#busy.delete(job);
    this.#ends[as] += 1;
    if (this.#isIdle) this.emit('idle');
  }
}
