import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CheckerError } from '../errors.ts';
import { recordFolder } from './layout.ts';

export interface LockOptions {
  readonly signal?: AbortSignal;
  /** How long to wait for another checker, in ms. Longer than `stale`, so that a killed holder is outlived. */
  readonly patienceMs?: number;
}

/**
 * Runs `work` while no other checker of this workspace does. A holder that was killed is noticed after 5 s, by the lock's
 * age: a living one renews it. Throws PROGRESS_LOCKED when another checker holds on for longer than the patience.
 */
export async function withLock<T>(
  root: string,
  work: () => T | Promise<T>,
  { signal, patienceMs = 15_000 }: LockOptions = {},
): Promise<T> {
  const { lock } = await import('proper-lockfile');
  const folder = recordFolder(root);
  mkdirSync(folder, { recursive: true });
  const deadline = performance.now() + patienceMs;
  for (;;) {
    signal?.throwIfAborted();
    const release = await lock(folder, {
      lockfilePath: join(folder, 'lock'),
      realpath: false,
      stale: 5_000,
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ELOCKED') return null;
      throw error;
    });
    if (release !== null) {
      try {
        return await work();
      } finally {
        // A lock that was taken over meanwhile is not ours to release.
        await release().catch(() => undefined);
      }
    }
    if (performance.now() > deadline) throw held(folder);
    await setTimeout(20 + Math.random() * 40, undefined, { signal });
  }
}

function held(folder: string): CheckerError {
  return new CheckerError('PROGRESS_LOCKED', `another checker is writing to ${folder}`, {
    hint: 'Wait until it has finished, or end it; then run the same command again.',
  });
}
