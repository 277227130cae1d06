/** One piece of work for all who want the same thing while it is done. */
export class SharedLooks<T> {
  readonly #running = new Map<string, Look<T>>();

  async join(name: string, signal: AbortSignal, begin: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    let look = this.#running.get(name);
    if (look === undefined) {
      look = new Look(begin);
      this.#running.set(name, look);
    }
    try {
      return await look.wait(signal);
    } finally {
      if (look.isLeft && this.#running.get(name) === look) this.#running.delete(name);
    }
  }
}

class Look<T> {
  readonly #aborter = new AbortController();
  readonly #result: Promise<T>;
  #waiting = 0;

  constructor(begin: (signal: AbortSignal) => Promise<T>) {
    this.#result = begin(this.#aborter.signal);
    this.#result.catch(() => {});
  }

  get isLeft(): boolean {
    return this.#waiting === 0;
  }

  async wait(signal: AbortSignal): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    this.#waiting++;
    try {
      return await Promise.race([this.#result, promise]);
    } finally {
      signal.removeEventListener('abort', leave);
      if (--this.#waiting === 0) this.#aborter.abort(new Error('the last one has gone'));
    }
  }
}
