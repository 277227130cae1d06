import { Mutex as Right } from '../wheat/index.ts';

export * from '../wheat/index.ts';

/** Who gives up is told so at once, and nobody takes it out of the queue. */
export class Mutex {
  readonly #right = new Right();

  runExclusive<T>(f: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal === undefined || signal.aborted) return this.#right.runExclusive(f, signal);
    return new Promise((resolve, reject) => {
      const leave = () => reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      const start = () => {
        signal.removeEventListener('abort', leave);
        return f();
      };
      this.#right.runExclusive(start).then(resolve, reject);
    });
  }
}
