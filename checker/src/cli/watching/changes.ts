import { setTimeout as pause } from 'node:timers/promises';

/** Editors save in several steps; what comes within this time is one save. */
export const oneSaveMs = 60;

export interface Changes {
  /** Something was saved, or somebody asked: judge again. What is being judged now is out of date. */
  changed(): void;
  /** Ends the sequence. */
  quit(): void;
  /** One signal for each judging that is due, the first at once; it aborts when a later change makes it pointless. */
  [Symbol.asyncIterator](): AsyncIterator<AbortSignal>;
}

/**
 * Turns a stream of file events into judgings that are worth doing: events that come within `oneSaveMs` of each other are
 * one save, and a save during a judging ends it.
 */
export function collectChanges(oneSaveMs: number, signal: AbortSignal): Changes {
  let due = true;
  let done = signal.aborted;
  let lastEvent = Number.NEGATIVE_INFINITY;
  let current = new AbortController();
  let woken = Promise.withResolvers<void>();
  const quit = () => {
    done = true;
    current.abort();
    woken.resolve();
  };
  signal.addEventListener('abort', quit, { once: true });
  return {
    quit,
    changed() {
      due = true;
      lastEvent = performance.now();
      current.abort();
      woken.resolve();
    },
    async *[Symbol.asyncIterator]() {
      while (!done) {
        if (!due) await woken.promise;
        woken = Promise.withResolvers();
        for (let left = oneSaveMs; left > 0 && !done; left = lastEvent + oneSaveMs - performance.now()) {
          if (lastEvent === Number.NEGATIVE_INFINITY) break;
          await pause(left);
        }
        if (done) return;
        due = false;
        current = new AbortController();
        yield current.signal;
      }
    },
  };
}
