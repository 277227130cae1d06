type Shared<T> = { readonly read: Promise<T>; readonly leave: AbortController; readers: number };

/** Runs `start` once for all who ask for the same name while it runs. It is aborted when the last of them has left. */
export function shareReads<T>() {
  const running = new Map<string, Shared<T>>();
  return async (
    name: string,
    signal: AbortSignal,
    start: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    signal.throwIfAborted();
    let shared = running.get(name);
    if (shared === undefined) {
      const leave = new AbortController();
      shared = { read: start(leave.signal), leave, readers: 0 };
      // Who is still there hears of it; if nobody is, nobody need.
      shared.read.catch(() => {});
      running.set(name, shared);
    }
    const { read, leave } = shared;
    const gone = Promise.withResolvers<never>();
    const onAbort = () => gone.reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    shared.readers += 1;
    try {
      return await Promise.race([read, gone.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      shared.readers -= 1;
      if (shared.readers === 0) {
        if (running.get(name) === shared) running.delete(name);
        leave.abort(new Error('all readers have left'));
      }
    }
  };
}
