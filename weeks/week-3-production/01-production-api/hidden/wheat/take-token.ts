export interface BucketState {
  readonly level: number;
  readonly at: number;
}

export interface BucketPolicy {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

export interface Taken {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly state: BucketState;
}

/** Where wrong buckets differ from this one. */
export interface BucketHabits {
  /** The level of a bucket that nobody has used. */
  readonly unused: (capacity: number) => number;
  /** How much time has passed, and the bucket's time afterwards. */
  readonly passed: (at: number, now: number) => { readonly ms: number; readonly at: number };
  /** What of a level the bucket holds. */
  readonly held: (level: number, capacity: number) => number;
  readonly suffices: (level: number) => boolean;
  /** The bucket behind a request that was denied. */
  readonly denied: (before: BucketState, filled: BucketState) => BucketState;
  /** How many tokens are missing until there is one whole token more. */
  readonly missing: (level: number) => number;
  readonly inSeconds: (seconds: number) => number;
}

export const usualBucket: BucketHabits = {
  unused: (capacity) => capacity,
  passed: (at, now) => ({ ms: Math.max(0, now - at), at: Math.max(now, at) }),
  held: (level, capacity) => Math.min(level, capacity),
  suffices: (level) => level >= 1,
  denied: (_before, filled) => filled,
  missing: (level) => Math.floor(level) + 1 - level,
  inSeconds: Math.ceil,
};

export function takeToken(state: BucketState | null, now: number, policy: BucketPolicy): Taken {
  return takeBy(usualBucket, state, now, policy);
}

export function takeBy(
  habits: BucketHabits,
  state: BucketState | null,
  now: number,
  { capacity, refillPerSecond }: BucketPolicy,
): Taken {
  const before = state ?? { level: habits.unused(capacity), at: now };
  const { ms, at } = habits.passed(before.at, now);
  const level = habits.held(before.level + (ms * refillPerSecond) / 1000, capacity);
  const allowed = habits.suffices(level);
  const after = allowed ? { level: level - 1, at } : habits.denied(before, { level, at });
  return {
    allowed,
    remaining: Math.max(0, Math.floor(after.level)),
    resetSeconds: habits.inSeconds(habits.missing(after.level) / refillPerSecond),
    state: after,
  };
}
