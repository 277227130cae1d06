import type { BucketPolicy, Verdict } from '../domain/rate-limit.ts';

export interface BucketState {
  /** Tokens, not only whole ones. */
  readonly level: number;
  /** When it held so many; milliseconds. */
  readonly at: number;
}

/**
 * Takes a token from a bucket, or says when there will be one. Pure: the script in Redis does the same by the same
 * formula, level = min(C, level + Δt·R). A client that nobody has seen yet (null) has a full bucket.
 */
export function takeToken(
  state: BucketState | null,
  now: number,
  policy: BucketPolicy,
): Verdict & { readonly state: BucketState } {
  const { capacity, refillPerSecond } = policy;
  const before = state ?? { level: capacity, at: now };
  // A clock that goes back takes nothing away, and what has passed once is not paid out again.
  const at = Math.max(now, before.at);
  const level = Math.min(capacity, before.level + ((at - before.at) / 1000) * refillPerSecond);
  const allowed = level >= 1;
  const left = allowed ? level - 1 : level;
  return { allowed, ...tellLevel(left, policy), state: { level: left, at } };
}

/** What a client is told of a bucket's level. */
export function tellLevel(level: number, { refillPerSecond }: BucketPolicy): Omit<Verdict, 'allowed'> {
  const remaining = Math.floor(level);
  return { remaining, resetSeconds: Math.ceil((remaining + 1 - level) / refillPerSecond) };
}
