import { type BucketPolicy, type BucketState, takeBy, usualBucket } from '../wheat/take-token.ts';

export * from '../wheat/index.ts';

export function takeToken(state: BucketState | null, now: number, policy: BucketPolicy) {
  return takeBy({ ...usualBucket, unused: () => 0 }, state, now, policy);
}
