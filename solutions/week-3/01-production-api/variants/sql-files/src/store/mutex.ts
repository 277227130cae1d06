interface Waiter {
  start(): void;
  gone: boolean;
}

/** A list of those who wait. Who gives up is marked, and passed over later. */
export class Mutex {
  private readonly waiters: Waiter[] = [];
  private held = false;

  runExclusive<T>(f: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const giveUp = () => {
        waiter.gone = true;
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        gone: false,
        start: () => {
          signal?.removeEventListener('abort', giveUp);
          settle(f)
            .then(resolve, reject)
            .finally(() => this.next());
        },
      };
      if (!this.held) {
        this.held = true;
        waiter.start();
        return;
      }
      signal?.addEventListener('abort', giveUp, { once: true });
      this.waiters.push(waiter);
    });
  }

  private next(): void {
    let waiter = this.waiters.shift();
    while (waiter?.gone) waiter = this.waiters.shift();
    if (waiter === undefined) this.held = false;
    else waiter.start();
  }
}

async function settle<T>(f: () => T | Promise<T>): Promise<T> {
  return f();
}
