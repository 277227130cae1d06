import type { Logger, WorkRepository } from '../domain/ports.ts';
import type { Assignment } from './assignment.ts';
import { Nap } from './nap.ts';

/** Renews all leases of this worker at once, again and again. */
export class LeaseKeeper {
  readonly #work: WorkRepository;
  readonly #leaseMs: number;
  readonly #assignments: ReadonlySet<Assignment>;
  readonly #logger: Logger;
  readonly #nap = new Nap();
  #isOver = false;

  constructor(work: WorkRepository, leaseMs: number, assignments: ReadonlySet<Assignment>, logger: Logger) {
    this.#work = work;
    this.#leaseMs = leaseMs;
    this.#assignments = assignments;
    this.#logger = logger;
  }

  async start(): Promise<void> {
    const everyMs = this.#leaseMs / 4;
    let nextMs = everyMs;
    while (!this.#isOver) {
      await this.#nap.sleep(nextMs);
      const begin = performance.now();
      const done = await this.#renew();
      nextMs = done ? Math.max(0, everyMs - (performance.now() - begin)) : Math.min(everyMs, 200);
    }
  }

  stop(): void {
    this.#isOver = true;
    this.#nap.wake();
  }

  async #renew(): Promise<boolean> {
    const assignments = [...this.#assignments];
    if (assignments.length === 0 || this.#isOver) return true;
    try {
      const states = await this.#work.renew(assignments);
      for (const [index, assignment] of assignments.entries()) {
        if (states[index] === 'gone') assignment.abort('the attempt is not ours any more');
        if (states[index] === 'to be cancelled') assignment.abort('somebody cancels this job');
      }
      return true;
    } catch (error) {
      this.#logger.warn({ reason: (error as Error).message }, 'leases were not renewed');
      return false;
    }
  }
}
