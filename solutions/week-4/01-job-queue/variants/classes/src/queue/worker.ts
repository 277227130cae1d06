import { setTimeout as delay } from 'node:timers/promises';
import type { BackoffOptions } from '../domain/backoff-delay.ts';
import type { Claimed, Handlers, Logger, Lost, Meter, WorkRepository } from '../domain/ports.ts';
import { Assignment } from './assignment.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { Nap } from './nap.ts';
import { Registrar } from './registrar.ts';
import { Semaphore } from './semaphore.ts';

export interface WorkerSettings {
  readonly concurrency: number;
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly backoff: BackoffOptions;
}

/** Takes as many jobs as it has free permits, and sleeps while there is none of either. */
export class Worker {
  readonly #work: WorkRepository;
  readonly #handlers: Handlers;
  readonly #meter: Meter;
  readonly #logger: Logger;
  readonly #settings: WorkerSettings;
  readonly #permits: Semaphore;
  readonly #registrar: Registrar;
  readonly #keeper: LeaseKeeper;
  readonly #assignments = new Set<Assignment>();
  readonly #nap = new Nap();
  #isStopping = false;
  #mayBeMore = true;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    work: WorkRepository,
    handlers: Handlers,
    meter: Meter,
    logger: Logger,
    settings: WorkerSettings,
  ) {
    this.#work = work;
    this.#handlers = handlers;
    this.#meter = meter;
    this.#logger = logger;
    this.#settings = settings;
    this.#permits = new Semaphore(settings.concurrency);
    this.#registrar = new Registrar(work, logger);
    this.#keeper = new LeaseKeeper(work, settings.leaseMs, this.#assignments, logger);
  }

  start(): void {
    this.#loop = this.#run();
    void this.#keeper.start();
  }

  wake(): void {
    this.#nap.wake();
  }

  /** No later than 1.6 seconds after the timeout it is over. */
  async stop(timeoutMs: number): Promise<void> {
    this.#isStopping = true;
    this.#nap.wake();
    const idle = this.#loop.then(() => this.#permits.allFree());
    await this.#within(timeoutMs, idle);
    for (const assignment of this.#assignments) assignment.release();
    await this.#within(200, idle);
    for (const assignment of this.#assignments) assignment.abandon();
    await this.#within(1400, idle);
    this.#keeper.stop();
  }

  async #run(): Promise<void> {
    const { pollMs } = this.#settings;
    while (!this.#isStopping) {
      if (this.#permits.free > 0) await this.#take();
      if (this.#permits.free === 0 || !this.#mayBeMore) await this.#nap.sleep(pollMs);
    }
  }

  async #take(): Promise<void> {
    try {
      const { claimed, lost, isFull } = await this.#work.claim(this.#handlers.types, this.#permits.free);
      this.#tell(lost);
      this.#mayBeMore = isFull;
      for (const job of claimed) void this.#permits.use(() => this.#do(job));
    } catch (error) {
      this.#logger.warn({ reason: (error as Error).message }, 'no jobs can be taken');
      await this.#recover();
    }
  }

  /** What the database did, and could not say any more, is set right before anything else is taken. */
  async #recover(): Promise<void> {
    this.#mayBeMore = true;
    do {
      await delay(300);
      try {
        return this.#tell(await this.#work.recover([...this.#assignments]));
      } catch (error) {
        this.#logger.debug({ reason: (error as Error).message }, 'the database is not back yet');
      }
    } while (!this.#isStopping);
  }

  async #do(job: Claimed): Promise<void> {
    const assignment = new Assignment(job);
    this.#assignments.add(assignment);
    const handler = this.#handlers.get(job.type);
    const end =
      handler === undefined || this.#isStopping
        ? ({ type: 'release' } as const)
        : await assignment.run(handler, this.#meter, this.#settings.backoff);
    const settled = await this.#registrar.record(assignment, end);
    this.#assignments.delete(assignment);
    if (settled.kind === 'recorded') {
      this.#meter.ended(job.type, settled.outcome, assignment.seconds);
      if (settled.died) this.#meter.died(job.type);
    }
    // The permit is given back behind this.
    if (this.#mayBeMore) setImmediate(() => this.#nap.wake());
  }

  #tell(lost: readonly Lost[]): void {
    for (const { type, died } of lost) {
      this.#meter.ended(type, 'lost', undefined);
      if (died) this.#meter.died(type);
    }
  }

  async #within(ms: number, work: Promise<void>): Promise<void> {
    const aborter = new AbortController();
    await Promise.race([work, delay(ms, undefined, { signal: aborter.signal }).catch(() => {})]);
    aborter.abort();
  }
}
