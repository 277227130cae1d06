export interface BucketState {
  /** Tokens, not only whole ones. */
  readonly level: number;
  /** When it held so many; milliseconds. */
  readonly at: number;
}

export interface BucketPolicy {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

export interface Taken {
  readonly allowed: boolean;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** Whole seconds until there is one more. */
  readonly resetSeconds: number;
  readonly state: BucketState;
}

/** One request to a bucket; null for one that nobody has used. As it stands nobody is limited. Export it from src/index.ts. */
export function takeToken(state: BucketState | null, now: number, { capacity }: BucketPolicy): Taken {
  return {
    allowed: true,
    remaining: capacity,
    resetSeconds: 1,
    state: state ?? { level: capacity, at: now },
  };
}
