/** Why a store could not do what it was asked for, in words that name no database. */
export type StoreFailure = 'conflict' | 'invalid' | 'unavailable' | 'cancelled' | 'unexpected';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly failure: StoreFailure;
  /** What the store's own world calls it, for the log; never for a client. */
  readonly code: string | undefined;

  constructor(failure: StoreFailure, options: { cause: unknown; code?: string | undefined }) {
    super(`the store failed: ${failure}`, { cause: options.cause });
    this.failure = failure;
    this.code = options.code;
  }
}
