/** A token bucket: so many requests at once at most, and so many a second in the long run. */
export interface BucketPolicy {
  /** A whole number, at least 1. */
  readonly capacity: number;
  /** More than 0, and maybe less than 1. */
  readonly refillPerSecond: number;
}

/** What a bucket said to one request. */
export interface Verdict {
  readonly allowed: boolean;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** Seconds, rounded up, until there is one whole token more. */
  readonly resetSeconds: number;
}

/** What the service needs to limit its clients. Rejects when nobody can say: what then holds is for the caller to decide. */
export interface RateLimiter {
  readonly policy: BucketPolicy;
  take(client: string): Promise<Verdict>;
}
