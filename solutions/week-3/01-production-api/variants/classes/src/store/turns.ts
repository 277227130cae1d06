import { patiently } from './mutex.ts';

/**
 * A queue for each task. A batch stands in the queues of all its tasks; it joins all of them in one step, so two batches
 * can never wait for each other in a circle.
 */
export class Turns {
  readonly #tails = new Map<string, Promise<void>>();

  async take<T>(keys: ReadonlySet<string>, f: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const before = Promise.all([...keys].map((key) => this.#tails.get(key)));
    const { promise: done, resolve: release } = Promise.withResolvers<void>();
    const tail = before.then(() => done);
    for (const key of keys) this.#tails.set(key, tail);
    try {
      await patiently(before, signal);
      return await f();
    } finally {
      release();
      void tail.then(() => {
        for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    }
  }
}
