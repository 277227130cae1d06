export interface Watchdog extends Disposable {
  started(line: { readonly slug: string; readonly worker: string; readonly deadlineMs: number }): void;
  ended(slug: string): void;
}

/**
 * Notices a judging process that is stuck in itself, in a loop that no timer of its own can interrupt: the one thing that
 * the kit's deadlines cannot see.
 */
export function openWatchdog(bite: (slug: string, worker: string) => void): Watchdog {
  const timers = new Map<string, NodeJS.Timeout>();
  const clear = (slug: string) => {
    clearTimeout(timers.get(slug));
    timers.delete(slug);
  };
  return {
    started({ slug, worker, deadlineMs }) {
      clear(slug);
      timers.set(slug, setTimeout(bite, deadlineMs, slug, worker));
    },
    ended: clear,
    [Symbol.dispose]() {
      for (const slug of [...timers.keys()]) clear(slug);
    },
  };
}
