import { setTimeout as delay } from 'node:timers/promises';
import type { End } from '../domain/job.ts';
import {
  type Ended,
  type Logger,
  type Settled,
  StoreAway,
  type Ticket,
  type WorkRepository,
} from '../domain/ports.ts';
import { Thrown } from './thrown.ts';

interface Entry extends Ended {
  resolve(settled: Settled): void;
}

/** Has ends of attempts recorded, those together that come together, until each is recorded or refused. */
export class Registrar {
  readonly #work: WorkRepository;
  readonly #logger: Logger;
  #waiting: Entry[] = [];
  #isBusy = false;

  constructor(work: WorkRepository, logger: Logger) {
    this.#work = work;
    this.#logger = logger;
  }

  record({ jobId, attempt }: Ticket, end: End): Promise<Settled> {
    const recorded = new Promise<Settled>((resolve) => {
      this.#waiting.push({ jobId, attempt, end, resolve });
    });
    if (!this.#isBusy) this.#start();
    return recorded;
  }

  async #start(): Promise<void> {
    this.#isBusy = true;
    // Those that end in this turn of the loop come along.
    await delay(0);
    let most = 100;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, most);
      this.#waiting = this.#waiting.slice(most);
      try {
        const settled = await this.#work.end(batch);
        const again = batch.filter((_entry, index) => settled[index]?.kind === 'busy');
        for (const [index, entry] of batch.entries()) {
          const answer = settled[index];
          if (answer !== undefined && answer.kind !== 'busy') entry.resolve(answer);
        }
        this.#waiting.push(...again);
        if (most < 100) most += 1;
        if (again.length > 0) await delay(30);
      } catch (error) {
        this.#waiting = [...(batch.length === 1 ? this.#refused(batch, error) : batch), ...this.#waiting];
        // One of them may be one that is never taken: then it shall be alone.
        if (!(error instanceof StoreAway)) most = 1;
        await delay(error instanceof StoreAway ? 200 : 10);
      }
    }
    this.#isBusy = false;
  }

  #refused(batch: readonly Entry[], error: unknown): readonly Entry[] {
    if (error instanceof StoreAway) return batch;
    return batch.map((entry) => {
      this.#logger.warn({ jobId: entry.jobId }, 'an end cannot be kept');
      const end: End = { type: 'fail', error: new Thrown(error).describe(), permanent: true, pauseMs: 0 };
      return { ...entry, end };
    });
  }
}
