import { addAbortListener } from 'node:events';
import { classifyDatabaseError } from './classify-database-error.ts';

const attempts = 3;

export interface RetryOptions {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Makes up to three attempts, as long as the database says that another one may succeed. An attempt is a whole
 * transaction, COMMIT included: after such an error the old one can only be rolled back.
 */
export async function retryTransaction<T>(
  attempt: () => Promise<T>,
  { sleep, signal }: RetryOptions,
): Promise<T> {
  signal.throwIfAborted();
  for (let made = 1; ; made++) {
    try {
      return await attempt();
    } catch (error) {
      if (made === attempts || classifyDatabaseError(error) !== 'retry') throw error;
    }
    signal.throwIfAborted();
    await unlessAborted(sleep(pauseMs(made), signal), signal);
  }
}

/** Longer each time, and by chance: those who met once would otherwise meet again. */
function pauseMs(made: number): number {
  return Math.random() * 10 * 2 ** made;
}

/** A sleep may not listen to the signal; we do. */
async function unlessAborted(sleeping: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  using _listener = addAbortListener(signal, () => reject(signal.reason));
  await Promise.race([sleeping, promise]).catch((error) => {
    // Its own words for the same thing.
    signal.throwIfAborted();
    throw error;
  });
  signal.throwIfAborted();
}
