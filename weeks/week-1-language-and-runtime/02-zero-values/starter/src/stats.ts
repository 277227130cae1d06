/** What can be said about numbers without keeping them. */
export class Stats {
  #count = 0;
  #sum = 0;
  #min = 0;
  #max = 0;

  add(value: number): void {
    this.#count += 1;
    this.#sum += value;
    this.#min = this.#min ? Math.min(this.#min, value) : value;
    this.#max = Math.max(this.#max, value);
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  get mean(): number | null {
    return this.#sum / this.#count;
  }

  get min(): number | null {
    return this.#min;
  }

  get max(): number | null {
    return this.#max;
  }

  /** The stats of all numbers of both. */
  merge(other: Stats): Stats {
    if (!this.count) return other;
    if (!other.count) return this;
    const merged = new Stats();
    merged.#count = this.#count + other.#count;
    merged.#sum = this.#sum + other.#sum;
    merged.#min = Math.min(this.#min, other.#min);
    merged.#max = Math.max(this.#max, other.#max);
    return merged;
  }
}
