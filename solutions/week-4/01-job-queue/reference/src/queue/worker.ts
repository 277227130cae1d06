import { setTimeout } from 'node:timers/promises';
import { type BackoffOptions, backoffDelay } from '../domain/backoff-delay.ts';
import type { Handlers } from '../domain/handler.ts';
import type { Logger } from '../domain/logger.ts';
import type { WorkEvents } from '../domain/work-events.ts';
import type { AttemptEnd, Claimed, WorkStore } from '../domain/work-store.ts';
import { Bell } from './bell.ts';
import { keepLeases, type Leased } from './keep-leases.ts';
import { Recorder, type Settled } from './recorder.ts';
import { type Ran, runHandler } from './run-handler.ts';

export interface WorkerParts {
  readonly store: WorkStore;
  readonly handlers: Handlers;
  readonly events: WorkEvents;
  readonly logger: Logger;
  readonly random: () => number;
  readonly concurrency: number;
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly backoff: BackoffOptions;
}

/** An attempt that has a slot, from its claim until its end is recorded. */
interface Running extends Leased {
  /** Settles it without its handler. */
  readonly giveUp: () => void;
}

/** After a claim that failed, whatever POLL_MS is. */
const mostAwayMs = 1000;
/** So long may handlers take to hear of the abort at the end. What has stopped by then cannot run twice at once. */
const lastWordMs = 250;
const lastStatementsMs = 1200;

/**
 * Claims jobs for its free slots and runs their handlers.
 *
 * One loop claims, so there is one claim at a time, for all slots that are free then. A job has its slot until its end is
 * recorded: what is `running` in the database is never more than what runs here. The loop sleeps when there is nothing to take
 * or nowhere to put it, and is woken by a slot that becomes free, by a notification, and after POLL_MS.
 */
export class Worker {
  readonly #parts: WorkerParts;
  readonly #types: readonly string[];
  readonly #recorder: Recorder;
  readonly #bell = new Bell();
  readonly #running = new Set<Running>();
  /** Of claims and renewals. */
  readonly #ending = new AbortController();
  #stopping = false;
  /** From then on nothing ends but by being released. */
  #releasing = false;
  /** Whether the last claim filled all slots, so that there may be more. */
  #moreToCome = true;
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    this.#types = [...parts.handlers.keys()];
    this.#recorder = new Recorder(parts.store, parts.logger);
  }

  start(): void {
    const { store, leaseMs, logger } = this.#parts;
    this.#loop = this.#claimAll();
    void keepLeases({
      store,
      leaseMs,
      logger,
      leased: () => [...this.#running],
      signal: this.#ending.signal,
    });
  }

  /** There may be something to do. */
  wake(): void {
    this.#bell.ring();
  }

  /** Takes nothing more, waits for what runs, at most `timeoutMs`, and gives back the rest. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopping = true;
    this.#bell.ring();
    // A claim on its way may still bring something, and that has to go back as well.
    const idle = this.#loop.then(() => this.#untilIdle());
    await within(timeoutMs, idle);
    this.#releasing = true;
    for (const running of this.#running) running.abort(new Error('the worker is shutting down'));
    await within(lastWordMs, idle);
    for (const running of this.#running) running.giveUp();
    await within(lastStatementsMs, idle);
    this.#ending.abort();
  }

  async #claimAll(): Promise<void> {
    while (!this.#stopping) {
      const free = this.#parts.concurrency - this.#running.size;
      const pauseMs = free > 0 ? await this.#claim(free) : this.#parts.pollMs;
      await this.#bell.wait(pauseMs);
    }
  }

  /** Resolves to how long there is nothing to do, as far as one can know. */
  async #claim(free: number): Promise<number> {
    const { store, pollMs, events, logger } = this.#parts;
    try {
      const { claimed, lost } = await store.claim(this.#types, free);
      for (const { type, state } of lost) {
        events.attemptEnded({ type, outcome: 'lost' });
        if (state === 'dead') events.jobDied(type);
      }
      for (const job of claimed) void this.#work(job);
      const ended = lost.filter(({ state }) => state !== 'running').length;
      this.#moreToCome = claimed.length + ended === free;
      return this.#moreToCome && ended > 0 ? 0 : pollMs;
    } catch (error) {
      logger.warn({ reason: (error as Error).message }, 'jobs could not be claimed');
      return await this.#afterFailure();
    }
  }

  /** What the database did before its answer was lost, nobody here knows. */
  async #afterFailure(): Promise<number> {
    const { store, pollMs, logger } = this.#parts;
    const awayMs = Math.min(pollMs, mostAwayMs);
    while (!this.#stopping) {
      await setTimeout(awayMs);
      try {
        await store.releaseStrays([...this.#running].map(({ jobId }) => jobId));
        return 0;
      } catch (error) {
        logger.debug({ reason: (error as Error).message }, 'the store is still away');
      }
    }
    return 0;
  }

  async #work(job: Claimed): Promise<void> {
    const { handlers, events } = this.#parts;
    const { jobId, attempt, type, payload } = job;
    const controller = new AbortController();
    const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<undefined>();
    const abort = (reason: Error) => controller.abort(reason);
    const running: Running = { jobId, attempt, abort, giveUp: () => giveUp(undefined) };
    this.#running.add(running);
    const handler = handlers.get(type);
    let seconds = 0;
    let ran: Ran | undefined;
    // What came with the last claim, when a shutdown had begun, goes back untouched.
    if (handler !== undefined && !this.#stopping) {
      const start = performance.now();
      events.handlerStarted();
      const ending = runHandler(handler, payload, { signal: controller.signal, attempt, jobId });
      ran = await Promise.race([ending, givenUp]);
      events.handlerEnded();
      seconds = (performance.now() - start) / 1000;
    }
    const settled = await this.#recorder.record(job, this.#endOf(job, ran));
    this.#running.delete(running);
    this.#tell(type, settled, seconds);
    if (this.#moreToCome || this.#stopping) this.#bell.ring();
  }

  #endOf({ counted }: Claimed, ran: Ran | undefined): AttemptEnd {
    if (ran === undefined || this.#releasing) return { kind: 'released' };
    if (ran.kind === 'succeeded') return ran;
    return { ...ran, delayMs: backoffDelay(counted, this.#parts.backoff, this.#parts.random) };
  }

  #tell(type: string, settled: Settled, seconds: number): void {
    if (settled.kind === 'fenced') {
      this.#parts.logger.info({ type }, 'an attempt had been taken over before it ended');
      return;
    }
    this.#parts.events.attemptEnded({ type, outcome: settled.outcome, seconds });
    if (settled.dead) this.#parts.events.jobDied(type);
  }

  async #untilIdle(): Promise<void> {
    while (this.#running.size > 0) await this.#bell.wait(1000);
  }
}

/** Waits for it, but not longer than `ms`. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  await Promise.race([work, setTimeout(ms, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
}
