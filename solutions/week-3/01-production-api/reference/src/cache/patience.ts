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
    const began = performance.now();
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    // After a turn that took long, timers come before what has arrived meanwhile. So much has time to be read then.
    const giveUp = () => setImmediate(() => reject(new OutOfPatience('there was no answer in time')));
    const timer = setTimeout(giveUp, Math.max(0, this.#leftMs));
    try {
      return await Promise.race([answer, tooLate]);
    } finally {
      clearTimeout(timer);
      this.#leftMs -= performance.now() - began;
    }
  }
}
