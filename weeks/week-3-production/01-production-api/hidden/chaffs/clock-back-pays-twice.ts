import { type BucketPolicy, type BucketState, takeBy, usualBucket } from '../wheat/take-token.ts';

export * from '../wheat/index.ts';

export function takeToken(state: BucketState | null, now: number, policy: BucketPolicy) {
  return takeBy(
    { ...usualBucket, passed: (at, now) => ({ ms: Math.max(0, now - at), at: now }) },
    state,
    now,
    policy,
  );
}
