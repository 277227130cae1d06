import type { Database } from './database.ts';
import { Lease, type Run } from './lease.ts';

/**
 * Does the work in one transaction on one connection: all of it is committed when this resolves, nothing when it rejects.
 * The one exception is a connection that breaks during COMMIT, which nobody can tell.
 *
 * The work gets no way to begin or end a transaction, so none can be nested.
 */
export async function inTransaction<T>(
  database: Database,
  signal: AbortSignal,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  using lease = await Lease.take(database, signal);
  try {
    await lease.run({ text: 'BEGIN' });
    const result = await work(lease.run);
    await lease.run({ text: 'COMMIT' });
    return result;
  } catch (error) {
    await lease.rollBack();
    throw error;
  }
}
