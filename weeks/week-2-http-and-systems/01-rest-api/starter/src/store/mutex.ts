export class Mutex {
  /** Runs `f` when nobody else's runs, in the order of the calls; a waiter gives up when its signal aborts. */
  async runExclusive<T>(f: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    throw new Error(`not written yet: ${f.name || 'a function'} ${signal ? 'with' : 'without'} a signal`);
  }
}
