import { setTimeout } from 'node:timers/promises';

/** Wakes a loop that sleeps. A ring while it is awake is not lost: it does not fall asleep then. */
export class Bell {
  #rung = Promise.withResolvers<void>();

  ring(): void {
    this.#rung.resolve();
  }

  /** Resolves at the next ring, at once if there was one since the last time, or after `ms`. */
  async wait(ms: number): Promise<void> {
    const timer = new AbortController();
    const over = setTimeout(ms, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([this.#rung.promise, over]);
    timer.abort();
    this.#rung = Promise.withResolvers<void>();
  }
}
