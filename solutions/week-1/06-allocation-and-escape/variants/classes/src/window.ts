/** Adds its window up again for each mean: slower than a running sum, and simpler. */
export class MovingAverage {
  private readonly values: number[];
  private fed = 0;

  constructor(size: number) {
    this.values = new Array<number>(size).fill(0);
  }

  feed(values: Float64Array, means: Float64Array): void {
    for (let at = 0; at < values.length; at++) {
      this.take(values[at] as number);
      means[at] = this.sum() / Math.min(this.fed, this.values.length);
    }
  }

  private take(value: number): void {
    this.values[this.fed % this.values.length] = value;
    this.fed += 1;
  }

  private sum(): number {
    let sum = 0;
    for (let at = 0; at < this.values.length; at++) sum += this.values[at] as number;
    return sum;
  }
}
