import { setImmediate, setTimeout } from 'node:timers/promises';

export class OutOfPatience extends Error {
  override readonly name = 'OutOfPatience';
}

/** How long one piece of work waits for Redis, all its commands together. What takes longer goes on without it. */
export class Patience {
  #leftMs: number;

  constructor(ms: number) {
    this.#leftMs = ms;
  }

  /** Settles as `answer` does, or rejects with OutOfPatience. */
  async wait<T>(answer: Promise<T>): Promise<T> {
    const answered = new AbortController();
    const began = performance.now();
    try {
      return await Promise.race([answer, tooLate(this.#leftMs, answered.signal)]);
    } finally {
      answered.abort();
      this.#leftMs -= performance.now() - began;
    }
  }
}

async function tooLate(ms: number, signal: AbortSignal): Promise<never> {
  await setTimeout(Math.max(0, ms), undefined, { signal });
  // After a turn that took long, timers come before what has arrived meanwhile. So much had time to be read now.
  await setImmediate(undefined, { signal });
  throw new OutOfPatience('there was no answer in time');
}
