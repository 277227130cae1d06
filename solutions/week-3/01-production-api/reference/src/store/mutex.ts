/** One at a time, in the order of the calls. A Set is a queue that can be left from the middle. */
export class Mutex {
  #taken = false;
  readonly #waiting = new Set<() => void>();

  /** Settles as `f` does; rejects with the signal's reason when that aborts before `f` has started. */
  async runExclusive<T>(f: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#take(signal);
    try {
      // Between being let in and running, one turn passes in which the signal may abort.
      signal?.throwIfAborted();
      return await f();
    } finally {
      this.#passOn();
    }
  }

  async #take(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#taken) {
      this.#taken = true;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = () => {
      this.#waiting.delete(resolve);
      reject(signal?.reason);
    };
    this.#waiting.add(resolve);
    signal?.addEventListener('abort', giveUp);
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Hands the mutex to the first who waits, without letting go of it: nobody can come in between. */
  #passOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken = false;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
