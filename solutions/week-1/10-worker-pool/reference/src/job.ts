import { TaskTimeoutError, toError } from './errors.ts';
import type { Queued } from './queue.ts';

/** What is run in a slot. It is given its job: for the signal, and to say when the time limit begins. */
export type Work = (job: Job) => unknown;

/** Why a job was given up before its function had settled. */
export type Abandonment = 'cancelled' | 'timedOut';

/** Exactly one of these is what became of a job; there is a counter for each. */
export type Ending = Abandonment | 'completed' | 'failed';

/** Who keeps the slots is told when one is free, and when a job that waits has become pointless. */
export interface JobOwner {
  abandoned(job: Job): void;
  ended(job: Job, how: Ending): void;
}

/**
 * One call of `run`, from its acceptance until its function has settled.
 *
 * It answers to two sides that do not end together. The caller's promise is settled by whatever comes first: the function,
 * the time limit or an abort. The slot is taken for as long as the function runs, since a function can be asked to stop but
 * cannot be stopped.
 */
export class Job implements Queued {
  before: Queued | null = null;
  after: Queued | null = null;
  readonly #work: Work;
  readonly #owner: JobOwner;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #caller: AbortSignal | undefined;
  readonly #timeoutMs: number | undefined;
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #isRunning = false;
  #abandoned: Abandonment | null = null;

  constructor(parts: {
    readonly work: Work;
    readonly owner: JobOwner;
    readonly resolve: (value: unknown) => void;
    readonly reject: (reason: unknown) => void;
    readonly caller: AbortSignal | undefined;
    readonly timeoutMs: number | undefined;
  }) {
    this.#work = parts.work;
    this.#owner = parts.owner;
    this.#resolve = parts.resolve;
    this.#reject = parts.reject;
    this.#caller = parts.caller;
    this.#timeoutMs = parts.timeoutMs;
    this.#caller?.addEventListener('abort', this);
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** The function's own signal: it tells of the time limit, the caller's abort and the pool's. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async run(): Promise<void> {
    this.#isRunning = true;
    try {
      const value = await this.#work(this);
      this.#end('completed');
      this.#resolve(value);
    } catch (thrown) {
      this.#end('failed');
      this.#reject(toError(thrown));
    }
  }

  /** The time limit counts from here. */
  startClock(): void {
    const ms = this.#timeoutMs;
    if (ms === undefined || this.#abandoned !== null) return;
    const giveUp = () =>
      this.abandon('timedOut', new TaskTimeoutError(`the task was not done after ${ms} ms`));
    this.#timer = setTimeout(giveUp, ms);
  }

  /** Rejects the caller's promise now, and asks the function to stop if it runs. Who abandons a job first, wins. */
  abandon(why: Abandonment, reason: unknown): void {
    if (this.#abandoned !== null) return;
    this.#abandoned = why;
    this.#letGo();
    this.#reject(reason);
    if (this.#isRunning) this.#controller.abort(reason);
    this.#owner.abandoned(this);
  }

  /** The caller's signal aborts: an object with this method can listen without a closure for each job. */
  handleEvent(): void {
    this.abandon('cancelled', this.#caller?.reason);
  }

  /** The owner is told first: who awaits the promise sees counters that have moved. */
  #end(how: Ending): void {
    this.#letGo();
    this.#isRunning = false;
    this.#owner.ended(this, this.#abandoned ?? how);
  }

  #letGo(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this);
  }
}
