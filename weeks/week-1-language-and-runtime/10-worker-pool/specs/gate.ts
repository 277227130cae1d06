/** A task that ends when the test says so. */
export function gated<T = string>() {
  const gate = Promise.withResolvers<T>();
  const seen: { signal: AbortSignal | null } = { signal: null };
  const task = (signal: AbortSignal) => {
    seen.signal = signal;
    return gate.promise;
  };
  return { task, seen, end: gate.resolve, fail: gate.reject };
}

/** Lets the event loop turn until everything has started that may start. */
export async function turn(): Promise<void> {
  for (let round = 0; round < 2; round += 1) await new Promise((resolve) => setTimeout(resolve, 1));
}
