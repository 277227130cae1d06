import { patiently } from '../mutex.ts';
import { classifyDatabaseError } from './sql-state.ts';

const pauses: readonly number[] = Object.freeze([20, 60]);

export async function retryTransaction<T>(
  attempt: () => Promise<T>,
  options: { sleep: (ms: number, signal: AbortSignal) => Promise<void>; signal: AbortSignal },
): Promise<T> {
  const { sleep, signal } = options;
  signal.throwIfAborted();
  for (const pause of pauses) {
    try {
      return await attempt();
    } catch (error) {
      if (classifyDatabaseError(error) !== 'retry') throw error;
      signal.throwIfAborted();
    }
    const sleeping = sleep(pause, signal);
    // Whatever becomes of it when nobody waits for it any more.
    sleeping.catch(() => {});
    try {
      await patiently(sleeping, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }
  return attempt();
}
