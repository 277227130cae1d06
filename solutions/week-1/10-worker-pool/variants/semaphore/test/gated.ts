/** A task that begins when the pool says so and ends when the test says so. */
export interface Gated<T> {
  readonly task: (signal: AbortSignal) => Promise<T>;
  readonly started: Promise<AbortSignal>;
  /** The signal that it was given, or null before its start. */
  readonly signal: AbortSignal | null;
  end(value: T): void;
  fail(error: unknown): void;
}

export function gated<T = void>(): Gated<T> {
  const gate = Promise.withResolvers<T>();
  const started = Promise.withResolvers<AbortSignal>();
  let given: AbortSignal | null = null;
  return {
    task(signal) {
      given = signal;
      started.resolve(signal);
      return gate.promise;
    },
    started: started.promise,
    get signal() {
      return given;
    },
    end: gate.resolve,
    fail: gate.reject,
  };
}

/** Two turns of the event loop: by then everything has started that may start. */
export async function turn(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What it has rejected with by now, `'resolved'`, or `'pending'`: a test that waits for what never comes is slow to fail. */
export async function byNow(promise: Promise<unknown>): Promise<unknown> {
  const settled = promise.then(
    () => 'resolved',
    (reason: unknown) => reason,
  );
  await turn();
  return Promise.race([settled, 'pending']);
}
