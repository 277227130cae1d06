import { type RetryOptions, retryTransaction as retryRight, usualRetry } from '../wheat/retry-transaction.ts';

export * from '../wheat/index.ts';

export function retryTransaction<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  return retryRight(attempt, options, { ...usualRetry, sleepsAfterTheLast: true });
}
