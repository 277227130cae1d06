import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../domain/logger.ts';
import type { AttemptId, WorkStore } from '../domain/work-store.ts';

export interface Leased extends AttemptId {
  /** Asks the handler to stop. */
  abort(reason: Error): void;
}

/** How long a renewal that failed waits before it is tried again. */
const againMs = 200;

/**
 * Renews the leases of what runs, all in one statement, until the signal aborts; and tells handlers what their jobs' rows say:
 * that a cancel was requested, or that the attempt is somebody else's by now.
 */
export async function keepLeases(parts: {
  readonly store: WorkStore;
  readonly leased: () => readonly Leased[];
  readonly leaseMs: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}): Promise<void> {
  const { store, leased, leaseMs, signal, logger } = parts;
  // A third is promised; the rest is for timers that are late and a database that is slow.
  const everyMs = leaseMs / 4;
  let pauseMs = everyMs;
  while (!signal.aborted) {
    await setTimeout(pauseMs, undefined, { signal }).catch(() => {});
    const attempts = leased();
    pauseMs = everyMs;
    if (signal.aborted || attempts.length === 0) continue;
    const start = performance.now();
    try {
      await renewAll(store, attempts);
      pauseMs = Math.max(0, everyMs - (performance.now() - start));
    } catch (error) {
      logger.warn({ reason: (error as Error).message }, 'leases could not be renewed');
      pauseMs = Math.min(everyMs, againMs);
    }
  }
}

async function renewAll(store: WorkStore, attempts: readonly Leased[]): Promise<void> {
  const answers = await store.renew(attempts);
  for (const [index, attempt] of attempts.entries()) {
    const held = answers[index];
    if (held === 'cancel-requested') attempt.abort(new Error('the job is to be cancelled'));
    if (held === 'lost') attempt.abort(new Error('the attempt has ended, or the job is not ours any more'));
  }
}
