/** A clock that a test moves by hand. Timers run when their time comes, in its order. */
export function manualClock() {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly call: () => void }>();
  return {
    now: () => now,

    after(ms: number, call: () => void): Disposable {
      const timer = { at: now + ms, call };
      timers.add(timer);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },

    /** Moves on, stopping at each timer on the way; promises settle meanwhile. */
    async advance(ms: number): Promise<void> {
      const until = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = next.at;
        next.call();
        await settled();
      }
      now = until;
      await settled();
    },

    /** Timers that are set. */
    get pending() {
      return timers.size;
    },
  };
}

/** Lets everything settle that can without anybody's doing. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
