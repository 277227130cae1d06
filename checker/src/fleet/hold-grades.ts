import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { CheckerError } from '../errors.ts';

export interface Hold extends AsyncDisposable {
  /** Aborts where somebody else took the folder, as may happen when this machine was asleep. */
  readonly lost: AbortSignal;
}

export interface HoldOptions {
  readonly signal: AbortSignal;
  /** How long to wait for another grader, in ms: longer than one that was killed is taken for alive. */
  readonly patienceMs?: number;
}

/**
 * Makes the folder of grades, and keeps other graders out of it until disposed of. Throws GRADES_LOCKED where another one is
 * at work there, and NOT_WRITABLE.
 */
export async function holdGrades(folder: string, { signal, patienceMs = 7000 }: HoldOptions): Promise<Hold> {
  makeFolder(folder);
  const lost = new AbortController();
  const deadline = performance.now() + patienceMs;
  for (;;) {
    signal.throwIfAborted();
    const release = await lock(folder, {
      lockfilePath: join(folder, '.lock'),
      realpath: false,
      stale: staleMs,
      onCompromised: () => lost.abort(),
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ELOCKED') return null;
      throw notWritable(folder, error);
    });
    if (release !== null) {
      return {
        lost: lost.signal,
        async [Symbol.asyncDispose]() {
          // What was taken over meanwhile is not ours to release.
          await release().catch(() => undefined);
        },
      };
    }
    if (performance.now() > deadline) throw held(folder);
    await setTimeout(50 + Math.random() * 50, undefined, { signal });
  }
}

/** A living holder renews its lock more often than this. */
const staleMs = 5000;

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw notWritable(folder, error as NodeJS.ErrnoException);
  }
}

function notWritable(folder: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return error;
  return new CheckerError('NOT_WRITABLE', `grades cannot be written to ${folder}: ${error.message}`, {
    hint: 'Name a folder that you may write to with --out.',
    cause: error,
  });
}

function held(folder: string): CheckerError {
  return new CheckerError('GRADES_LOCKED', `another checker is grading into ${folder}`, {
    hint: 'Wait until it has finished, or end it; or name another folder with --out.',
  });
}
