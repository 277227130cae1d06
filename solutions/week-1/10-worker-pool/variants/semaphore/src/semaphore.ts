/** Permits, given out in the order in which they were asked for. */
export interface Semaphore {
  readonly free: number;
  readonly waiting: number;
  /** Calls back with a permit: now if one is free, else later. Returns what takes the request back. */
  take(granted: () => void): () => void;
  give(): void;
}

export function createSemaphore(permits: number): Semaphore {
  // A Map keeps the order, and lets anyone leave. Its keys only rise, so the first one is found without a walk over gaps.
  const requests = new Map<number, () => void>();
  let free = permits;
  let asked = 0;
  let served = 0;

  function next(): (() => void) | undefined {
    while (served < asked) {
      const request = requests.get(served);
      requests.delete(served);
      served += 1;
      if (request !== undefined) return request;
    }
    return undefined;
  }

  return {
    get free() {
      return free;
    },
    get waiting() {
      return requests.size;
    },
    take(granted) {
      if (free > 0) {
        free -= 1;
        granted();
        return () => {};
      }
      const ticket = asked++;
      requests.set(ticket, granted);
      return () => void requests.delete(ticket);
    },
    give() {
      const request = next();
      if (request === undefined) free += 1;
      else request();
    },
  };
}
