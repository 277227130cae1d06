interface Waiter {
  readonly start: () => void;
}

/** One at a time, in the order of the calls. */
export class Mutex {
  readonly #waiters = new Set<Waiter>();
  #busy = false;

  runExclusive<T>(f: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const waiter: Waiter = {
        start: () => {
          signal?.removeEventListener('abort', leave);
          this.#run(f).then(resolve, reject);
        },
      };
      const leave = () => {
        this.#waiters.delete(waiter);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiters.add(waiter);
      this.#startNext();
    });
  }

  async #run<T>(f: () => T | Promise<T>): Promise<T> {
    try {
      return await f();
    } finally {
      this.#busy = false;
      this.#startNext();
    }
  }

  #startNext(): void {
    if (this.#busy) return;
    for (const waiter of this.#waiters) {
      this.#waiters.delete(waiter);
      this.#busy = true;
      waiter.start();
      return;
    }
  }
}
