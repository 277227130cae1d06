import { type BucketPolicy, type BucketState, takeBy, usualBucket } from '../wheat/take-token.ts';

export * from '../wheat/index.ts';

export function takeToken(state: BucketState | null, now: number, policy: BucketPolicy) {
  return takeBy({ ...usualBucket, suffices: (level) => level > 1 }, state, now, policy);
}
