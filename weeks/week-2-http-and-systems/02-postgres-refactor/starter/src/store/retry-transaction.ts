export interface RetryOptions {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Makes up to three attempts, as long as `classifyDatabaseError` says that another one may succeed. As it stands there is
 * one. Export it from src/index.ts.
 */
export async function retryTransaction<T>(attempt: () => Promise<T>, _options: RetryOptions): Promise<T> {
  return attempt();
}
