import { StoreError } from '../../domain/store-error.ts';
import { classifyDatabaseError, sqlStateOf } from './classify-database-error.ts';

/** Where the database's words end: what rejects here is the signal's reason or a StoreError. */
export async function toStoreError<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StoreError) throw error;
    const kind = classifyDatabaseError(error);
    // Tried again often enough: whoever comes later may have more luck.
    const failure = kind === 'retry' ? 'unavailable' : kind;
    throw new StoreError(failure, { cause: error, code: sqlStateOf(error) });
  }
}
