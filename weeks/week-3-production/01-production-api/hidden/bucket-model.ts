/** A moment that lies somewhere between two, in seconds by the clock of Redis. */
export interface Moment {
  readonly from: number;
  readonly to: number;
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

export interface BucketPolicy {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/**
 * What is certain about the bucket that the page describes, `level = min(C, level + Δt · R)`, when nobody but Redis knows at
 * which moment each request came. A busy machine widens the moments, and with them what is permitted.
 *
 * Held as level − t · R, which only a request or the capacity changes, so that what is unsure does not add up.
 */
export class BucketModel {
  readonly #policy: BucketPolicy;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.POSITIVE_INFINITY;

  constructor(policy: BucketPolicy) {
    this.#policy = policy;
  }

  levelAt({ from, to }: Moment): Range {
    const { capacity, refillPerSecond } = this.#policy;
    return {
      least: Math.min(capacity, this.#least + from * refillPerSecond),
      most: Math.min(capacity, this.#most + to * refillPerSecond),
    };
  }

  /** A request came, and was let through or not. Returns the level after it. */
  take(moment: Moment, through: boolean): Range {
    const { capacity, refillPerSecond } = this.#policy;
    const before = this.levelAt(moment);
    const [begin, end] = [moment.from * refillPerSecond, moment.to * refillPerSecond];
    this.#least = Math.min(this.#least, capacity - end);
    this.#most = Math.min(this.#most, capacity - begin);
    if (!through) {
      this.#most = Math.min(this.#most, 1 - begin);
      return { least: before.least, most: Math.min(before.most, 1) };
    }
    this.#least = Math.max(this.#least - 1, -end);
    this.#most -= 1;
    return { least: Math.max(0, before.least - 1), most: before.most - 1 };
  }
}
