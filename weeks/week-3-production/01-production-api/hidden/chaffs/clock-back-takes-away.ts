import { type BucketPolicy, type BucketState, takeBy, usualBucket } from '../wheat/take-token.ts';

export * from '../wheat/index.ts';

export function takeToken(state: BucketState | null, now: number, policy: BucketPolicy) {
  return takeBy(
    { ...usualBucket, passed: (at, now) => ({ ms: now - at, at: Math.max(now, at) }) },
    state,
    now,
    policy,
  );
}
