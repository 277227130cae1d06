import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../domain/logger.ts';
import { StoreUnavailable } from '../domain/store-unavailable.ts';
import type { AttemptEnd, AttemptId, Recorded, WorkStore } from '../domain/work-store.ts';
import { describeThrown } from './describe-thrown.ts';

/** How an attempt was settled for good. */
export type Settled = Exclude<Recorded, { readonly kind: 'busy' }>;

interface Pending extends AttemptId {
  readonly end: AttemptEnd;
  readonly settle: (settled: Settled) => void;
}

const atOnce = 200;
const awayMs = 200;
const busyMs = 20;

/**
 * Records the ends of attempts until the store has taken or refused each: a handler's result exists nowhere else. One
 * statement is under way at a time, and takes with it all that came up during the one before; so it costs little when little
 * is done, and a statement serves many when much is.
 */
export class Recorder {
  readonly #store: WorkStore;
  readonly #logger: Logger;
  readonly #pending: Pending[] = [];
  #running = false;

  constructor(store: WorkStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  record(attempt: AttemptId, end: AttemptEnd): Promise<Settled> {
    const { promise, resolve } = Promise.withResolvers<Settled>();
    this.#pending.push({ ...attempt, end, settle: resolve });
    if (!this.#running) void this.#run();
    return promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Handlers that end in one turn of the loop are recorded together.
    await Promise.resolve();
    while (this.#pending.length > 0) await this.#tell(this.#pending.splice(0, atOnce));
    this.#running = false;
  }

  async #tell(batch: readonly Pending[]): Promise<void> {
    try {
      const recorded = await this.#store.end(batch);
      const busy = batch.filter((pending, index) => !settle(pending, recorded[index]));
      this.#pending.push(...busy);
      if (busy.length > 0) await setTimeout(busyMs);
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        this.#pending.unshift(...batch);
        await setTimeout(awayMs);
      } else {
        await this.#tellApart(batch, error);
      }
    }
  }

  /** One of them is something that the store cannot keep. It shall not take the others with it, nor come back for ever. */
  async #tellApart(batch: readonly Pending[], error: unknown): Promise<void> {
    const [first] = batch;
    if (batch.length > 1 || first === undefined) {
      for (const pending of batch) await this.#tell([pending]);
      return;
    }
    this.#logger.error({ jobId: first.jobId, reason: (error as Error).message }, 'an end was refused');
    const end: AttemptEnd = { kind: 'failed', error: describeThrown(error), permanent: true, delayMs: 0 };
    this.#pending.push({ ...first, end });
    await setTimeout(awayMs);
  }
}

/** Whether that was the last word about it. */
function settle({ settle }: Pending, recorded: Recorded | undefined): boolean {
  if (recorded === undefined || recorded.kind === 'busy') return false;
  settle(recorded);
  return true;
}
