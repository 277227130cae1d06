import { type BucketPolicy, type BucketState, takeToken as takeRight } from '../wheat/take-token.ts';

export * from '../wheat/index.ts';

export function takeToken(state: BucketState | null, now: number, policy: BucketPolicy) {
  const taken = takeRight(state, now, policy);
  return state === null ? taken : { ...taken, state: Object.assign(state, taken.state) };
}
