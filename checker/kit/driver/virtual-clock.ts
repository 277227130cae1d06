import { create } from './captured.ts';

/** The clock that contracts inject: milliseconds, and a timer whose disposal cancels it. */
export interface InjectedClock {
  now(): number;
  after(ms: number, call: () => void): Disposable;
}

export interface VirtualClock extends InjectedClock {
  /** Moves time on, running what falls due in the order of its time, then of its making; returns how many ran. */
  advance(ms: number): number;
  /** Milliseconds until the earliest timer is due, so that time can stop at each; null where none is set. */
  next(): number | null;
  /** Timers that are set and neither ran nor were cancelled. */
  pending(): number;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

/** Time that passes only when the judge says so: a suite about minutes takes none. */
export function createVirtualClock(startMs = 0): VirtualClock {
  const timers = create(null) as Record<number, Timer | undefined>;
  let now = startMs;
  let made = 0;
  const earliest = (until: number): Timer | null => {
    let found: Timer | null = null;
    for (let order = 1; order <= made; order++) {
      const timer = timers[order];
      if (timer === undefined || timer.at > until) continue;
      if (found === null || timer.at < found.at) found = timer;
    }
    return found;
  };
  return {
    now: () => now,
    after(ms, call) {
      const order = ++made;
      timers[order] = { at: now + ms, order, call };
      return {
        [Symbol.dispose]() {
          timers[order] = undefined;
        },
      };
    },
    advance(ms) {
      const until = now + ms;
      let ran = 0;
      for (let timer = earliest(until); timer !== null; timer = earliest(until)) {
        timers[timer.order] = undefined;
        now = timer.at > now ? timer.at : now;
        ran++;
        timer.call();
      }
      now = until;
      return ran;
    },
    next() {
      const timer = earliest(Number.POSITIVE_INFINITY);
      if (timer === null) return null;
      return timer.at > now ? timer.at - now : 0;
    },
    pending() {
      let count = 0;
      for (let order = 1; order <= made; order++) if (timers[order] !== undefined) count++;
      return count;
    },
  };
}
