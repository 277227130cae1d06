import type { Versioned } from './change.ts';

/** What a cache had to do with an answer: gave it, was filled by it, or could not be asked. */
export type CacheUse = 'hit' | 'miss' | 'bypass';

export interface TaskRead {
  readonly record: Versioned | null;
  /** Absent where there is no cache. */
  readonly cache?: CacheUse;
}

/** One task as it is to be shown. Changes are never decided on what this says. */
export type ReadTask = (id: string, signal: AbortSignal) => Promise<TaskRead>;
