export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * The pause after the n-th counted attempt, in milliseconds: min(max, base · 2^(n−1)), of which half is certain and half is
 * chance, so that jobs that failed together do not come back together ("equal jitter": M. Brooker, Exponential Backoff And
 * Jitter, 2015).
 *
 * @param random gives a number from 0 up to, but not including, 1
 */
export function backoffDelay(n: number, { baseMs, maxMs }: BackoffOptions, random: () => number): number {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`expected an attempt from 1 on, got ${n}`);
  // Not 1 << n, which is 1 again at 32. Infinity, from 1025 on, is more than any maximum.
  const cap = Math.min(maxMs, baseMs * 2 ** (n - 1));
  return cap * (0.5 + 0.5 * random());
}
