export interface MovingAverage {
  /** Takes the values in their order, and writes the mean after each of them to the same place of `means`. */
  feed(values: Float64Array, means: Float64Array): void;
}

export function createMovingAverage(size: number): MovingAverage {
  let window: number[] = [];
  return {
    feed(values, means) {
      values.forEach((value, at) => {
        // never change an array that somebody may be looking at
        window = [...window, value].slice(-size);
        means[at] = window.reduce((sum, each) => sum + each, 0) / window.length;
      });
    },
  };
}
