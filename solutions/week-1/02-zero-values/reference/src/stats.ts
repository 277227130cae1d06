/** What can be said about numbers without keeping them. */
export class Stats {
  // Each begins with what changes nothing: 0 when adding, Infinity when taking the smaller, -Infinity for the larger.
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** Takes finite numbers only: one NaN would make every later answer NaN. */
  add(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`only finite numbers can be added, not ${value}`);
    this.#count += 1;
    this.#sum += value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** null as long as there is nothing; min and max as well. */
  get mean(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }

  get min(): number | null {
    return this.#count === 0 ? null : this.#min;
  }

  get max(): number | null {
    return this.#count === 0 ? null : this.#max;
  }

  /** New stats of all numbers of both. */
  merge(other: Stats): Stats {
    const merged = new Stats();
    merged.#count = this.#count + other.#count;
    merged.#sum = this.#sum + other.#sum;
    merged.#min = Math.min(this.#min, other.#min);
    merged.#max = Math.max(this.#max, other.#max);
    return merged;
  }
}
