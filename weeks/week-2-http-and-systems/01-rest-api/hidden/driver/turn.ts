// Taken before the learner's module is loaded, which could put something else in their place.
const { setImmediate, setTimeout } = globalThis;

/** Lets the event loop turn until everything that was due has happened, timers of 0 ms included. */
export async function turn(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await immediate();
    await new Promise<void>((resolve) => setTimeout(resolve, 1));
  }
  await immediate();
}

/** The same until nothing changes any more. The quick pace lets no timer come. */
export async function settle(change: () => number, pace: 'quick' | 'slow'): Promise<void> {
  for (let before = -1; before !== change(); ) {
    before = change();
    if (pace === 'slow') await turn();
    else for (let round = 0; round < 3; round++) await immediate();
  }
}

export function immediate(): Promise<void> {
  return new Promise<void>((resolve) => setImmediate(resolve));
}
