interface Known {
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** What is known of the numbers, or null; a mean that moves (Welford) instead of a sum. */
export class Stats {
  #known: Known | null = null;

  get count(): number {
    return this.#known?.count ?? 0;
  }

  get sum(): number {
    return this.#known === null ? 0 : this.#known.mean * this.#known.count;
  }

  get mean(): number | null {
    return this.#known?.mean ?? null;
  }

  get min(): number | null {
    return this.#known?.min ?? null;
  }

  get max(): number | null {
    return this.#known?.max ?? null;
  }

  add(value: number): void {
    if (Number.isNaN(value) || Math.abs(value) === Number.POSITIVE_INFINITY)
      throw new RangeError('not finite');
    this.#known = together(this.#known, { count: 1, mean: value, min: value, max: value });
  }

  merge(other: Stats): Stats {
    const both = new Stats();
    both.#known = together(this.#known, other.#known);
    return both;
  }
}

function together(left: Known | null, right: Known | null): Known | null {
  if (left === null) return right;
  if (right === null) return left;
  const count = left.count + right.count;
  return {
    count,
    mean: left.mean + ((right.mean - left.mean) * right.count) / count,
    min: left.min < right.min ? left.min : right.min,
    max: left.max > right.max ? left.max : right.max,
  };
}
