export interface MovingAverage {
  /** Takes the values in their order, and writes the mean after each of them to the same place of `means`. */
  feed(values: Float64Array, means: Float64Array): void;
}

/** The mean of the last `size` values. They are whole, so the sum is exact however long it goes on. */
export function createMovingAverage(size: number): MovingAverage {
  return new RingAverage(size);
}

class RingAverage implements MovingAverage {
  readonly #window: Float64Array;
  #next = 0;
  #count = 0;

  constructor(size: number) {
    this.#window = new Float64Array(size);
  }

  feed(values: Float64Array, means: Float64Array): void {
    const window = this.#window;
    // Local variables of a running function live in registers; what outlasts it is written back once.
    let next = this.#next;
    let count = this.#count;
    let sum = 0;
    for (let at = 0; at < count; at++) sum += window[at] ?? 0;

    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? 0;
      // A place that was never used holds 0.
      sum += value - (window[next] ?? 0);
      window[next] = value;
      next = next + 1 === window.length ? 0 : next + 1;
      if (count < window.length) count++;
      means[at] = sum / count;
    }
    this.#next = next;
    this.#count = count;
  }
}
