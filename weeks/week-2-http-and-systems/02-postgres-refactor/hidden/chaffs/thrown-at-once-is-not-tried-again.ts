import { type RetryOptions, retryTransaction as retryRight } from '../wheat/retry-transaction.ts';

export * from '../wheat/index.ts';

/** Only what an attempt rejects with is looked at. */
export async function retryTransaction<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  let thrown: { readonly error: unknown } | null = null;
  const noting = (): Promise<T> => {
    try {
      return attempt();
    } catch (error) {
      thrown = { error };
      return Promise.reject(new Error('not to be tried again'));
    }
  };
  return retryRight(noting, options).catch((error: unknown) => {
    throw thrown === null ? error : (thrown as { readonly error: unknown }).error;
  });
}
