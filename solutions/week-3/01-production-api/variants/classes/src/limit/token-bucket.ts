import type { Bucket, BucketRules } from '../domain/bucket.ts';

export interface BucketState {
  readonly level: number;
  readonly at: number;
}

/** A bucket at one moment. */
export class TokenBucket {
  readonly #rules: BucketRules;
  #level: number;
  #at: number;

  constructor(rules: BucketRules, { level, at }: BucketState) {
    this.#rules = rules;
    this.#level = Math.min(rules.capacity, level);
    this.#at = at;
  }

  get state(): BucketState {
    return { level: this.#level, at: this.#at };
  }

  fillUntil(now: number): this {
    if (now <= this.#at) return this;
    const gained = ((now - this.#at) / 1000) * this.#rules.refillPerSecond;
    this.#level = Math.min(this.#rules.capacity, this.#level + gained);
    this.#at = now;
    return this;
  }

  take(): boolean {
    if (this.#level < 1) return false;
    this.#level -= 1;
    return true;
  }

  tell(allowed: boolean): Bucket {
    const remaining = Math.floor(this.#level);
    const missing = remaining + 1 - this.#level;
    return { allowed, remaining, resetSeconds: Math.ceil(missing / this.#rules.refillPerSecond) };
  }
}

export function takeToken(
  state: BucketState | null,
  now: number,
  policy: BucketRules,
): Bucket & { readonly state: BucketState } {
  const bucket = new TokenBucket(policy, state ?? { level: policy.capacity, at: now }).fillUntil(now);
  return { ...bucket.tell(bucket.take()), state: bucket.state };
}
