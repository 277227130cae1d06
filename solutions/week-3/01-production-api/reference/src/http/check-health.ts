import { setTimeout } from 'node:timers/promises';

/** Resolves to whether a dependency can be used; what rejects cannot. The signal aborts when nobody waits any more. */
export type Check = (signal: AbortSignal) => Promise<boolean>;

export interface Health {
  readonly status: 'up' | 'down';
  readonly latencyMs: number;
}

/**
 * A check that ends in time, whatever its dependency does, and runs only once at a time, however many ask: a probe that
 * piles up would be one more thing that is wrong.
 */
export function createHealthCheck(check: Check, timeoutMs: number): () => Promise<Health> {
  let running: Promise<boolean> | undefined;

  const run = () =>
    check(AbortSignal.timeout(timeoutMs))
      .catch(() => false)
      .finally(() => {
        running = undefined;
      });

  return async () => {
    const began = performance.now();
    const answered = new AbortController();
    running ??= run();
    const late = setTimeout(timeoutMs, false, { signal: answered.signal, ref: false }).catch(() => false);
    const up = await Promise.race([running, late]);
    answered.abort();
    return { status: up ? 'up' : 'down', latencyMs: Math.round(performance.now() - began) };
  };
}
