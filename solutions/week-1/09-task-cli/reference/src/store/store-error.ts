import { getSystemErrorMessage } from 'node:util';

/** The task file cannot be read or written. The message names the file. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Runs operations on files. Their errors come out as a StoreError, an abort as the signal's reason. */
export async function onFile<T>(
  verb: 'read' | 'write',
  path: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  try {
    signal.throwIfAborted();
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (!isSystemError(error)) throw error;
    const why = error.errno === undefined ? error.message : getSystemErrorMessage(error.errno);
    throw new StoreError(`cannot ${verb} ${path}: ${why}`, { cause: error });
  }
}

export function isSystemError(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return false;
  return codes.length === 0 || codes.includes(String(error.code));
}
