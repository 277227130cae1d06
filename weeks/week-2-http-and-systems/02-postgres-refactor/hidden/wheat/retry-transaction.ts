import { classifyDatabaseError } from './classify-database-error.ts';

export interface RetryOptions {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Where wrong ones differ from this one. */
export interface RetryHabits {
  readonly sleepsAfterTheLast: boolean;
  readonly heedsTheSignal: boolean;
}

export const usualRetry: RetryHabits = { sleepsAfterTheLast: false, heedsTheSignal: true };

const attempts = 3;

export async function retryTransaction<T>(
  attempt: () => Promise<T>,
  { sleep, signal }: RetryOptions,
  habits: RetryHabits = usualRetry,
): Promise<T> {
  signal.throwIfAborted();
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (classifyDatabaseError(error) !== 'retry') throw error;
      if (made === attempts) {
        if (habits.sleepsAfterTheLast) await sleep(made * 10, signal);
        throw error;
      }
    }
    if (habits.heedsTheSignal) await pause(() => sleep(made * 10, signal), signal);
    else await sleep(made * 10, signal).catch(() => {});
  }
}

/** Whatever the sleep does once the signal has aborted, the signal's reason is what counts. */
function pause(sleep: () => Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    const slept = (async () => sleep())();
    slept
      .then(
        () => (signal.aborted ? reject(signal.reason) : resolve()),
        (error: unknown) => reject(signal.aborted ? signal.reason : error),
      )
      .finally(() => signal.removeEventListener('abort', leave));
  });
}
