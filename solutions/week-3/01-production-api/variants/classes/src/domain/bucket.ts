export interface BucketRules {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** What somebody's bucket has to say to one request. */
export interface Bucket {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly resetSeconds: number;
}
