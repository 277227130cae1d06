// Taken before the learner's module is loaded, which could put something else in their place.
const { setImmediate, setTimeout } = globalThis;

/**
 * Lets the event loop turn until everything that the page allows to be put off has happened: a task may start one macrotask
 * late, by an immediate or by a timer of 0. The quick form skips the timers; whoever misses something then asks again.
 */
export async function turn(pace: 'quick' | 'slow'): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (pace === 'slow') await new Promise<void>((resolve) => setTimeout(resolve, 1));
  }
  await new Promise<void>((resolve) => setImmediate(resolve));
}
