export * from '../wheat/index.ts';

/** A chain of promises that a rejection goes through to its end. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  runExclusive<T>(f: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      let gone = false;
      const leave = () => {
        gone = true;
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      const run = this.#last.then(() => {
        signal?.removeEventListener('abort', leave);
        return gone ? undefined : f();
      });
      run.then((value) => resolve(value as T), reject);
      run.catch(() => signal?.removeEventListener('abort', leave));
      this.#last = run;
    });
  }
}
