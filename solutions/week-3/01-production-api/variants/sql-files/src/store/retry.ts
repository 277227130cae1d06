import { classifyDatabaseError } from './classify.ts';

type Options = Readonly<{ sleep(ms: number, signal: AbortSignal): Promise<void>; signal: AbortSignal }>;

/** The recursion ends with the third attempt. */
export async function retryTransaction<T>(
  attempt: () => Promise<T>,
  { sleep, signal }: Options,
  left = 3,
): Promise<T> {
  signal.throwIfAborted();
  try {
    return await attempt();
  } catch (error) {
    if (left === 1 || classifyDatabaseError(error) !== 'retry') throw error;
  }
  await Promise.race([aborted(signal), pause(sleep, signal)]);
  return retryTransaction(attempt, { sleep, signal }, left - 1);
}

async function pause(sleep: Options['sleep'], signal: AbortSignal): Promise<void> {
  try {
    await sleep(25, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Resolves; the next attempt does the rest. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
