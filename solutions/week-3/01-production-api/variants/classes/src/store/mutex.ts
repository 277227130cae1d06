/** A chain of promises: everybody waits for the one before. Whoever gives up leaves a link that waits, but does nothing. */
export class Mutex {
  #tail: Promise<void> = Promise.resolve();

  runExclusive<T>(f: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#tail;
    const { promise: done, resolve: release } = Promise.withResolvers<void>();
    this.#tail = before.then(() => done);
    return run(before, f, signal).finally(release);
  }
}

async function run<T>(before: Promise<void>, f: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
  await patiently(before, signal);
  return f();
}

/** Waits, but no longer than the signal lets it. */
export async function patiently(promise: Promise<unknown>, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  try {
    await Promise.race([promise, aborted]);
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
