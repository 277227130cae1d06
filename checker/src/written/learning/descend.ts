/** What is learned, in one row: a weight for each named feature, one for each number of a span's meaning, and last the bias. */
export interface Draft {
  readonly weights: Float64Array;
  /** How many of them belong to names. */
  readonly named: number;
}

/** The features of a span that are known, and what each of them counts: see `scoreOf`. */
export interface Vector {
  readonly features: Int32Array;
  readonly scale: number;
  readonly meaning: Float64Array;
}

export interface Chosen {
  readonly covered: boolean;
  readonly weight: number;
  readonly vector: Vector;
}

const steps = 60;
const rate = 0.2;

/** Gradient descent with AdaGrad's steps on the logistic loss, in place; only features that occur are touched. */
export function descend(chosen: readonly Chosen[], { weights, named }: Draft, decay: number): void {
  const bias = weights.length - 1;
  const occurring = new Set(chosen.flatMap(({ vector }) => [...vector.features]));
  const active = Int32Array.from([...occurring, ...weights.subarray(named).map((_, at) => named + at)]);
  const gradient = new Float64Array(weights.length);
  const squares = new Float64Array(weights.length).fill(1e-8);
  for (let step = 0; step < steps; step += 1) {
    for (const at of active) gradient[at] = decay * (weights[at] as number);
    gradient[bias] = 0;
    for (const { covered, weight, vector } of chosen) {
      const error = weight * (sigmoid(scoreOfVector(vector, { weights, named })) - (covered ? 1 : 0));
      gradient[bias] = (gradient[bias] as number) + error;
      const { features, scale, meaning } = vector;
      for (const at of features) gradient[at] = (gradient[at] as number) + error * scale;
      for (let at = 0; at < meaning.length; at += 1)
        gradient[named + at] = (gradient[named + at] as number) + error * (meaning[at] as number);
    }
    for (const at of active) {
      const slope = gradient[at] as number;
      const square = (squares[at] as number) + slope * slope;
      squares[at] = square;
      weights[at] = (weights[at] as number) - (rate * slope) / Math.sqrt(square);
    }
  }
}

export function scoreOfVector({ features, scale, meaning }: Vector, { weights, named }: Draft): number {
  let sum = 0;
  for (const at of features) sum += weights[at] as number;
  // Nearly all of the learning is this, and two sums that do not wait for each other take less than one. Lengths are even.
  let even = 0;
  let odd = 0;
  for (let at = 0; at < meaning.length; at += 2) {
    even += (meaning[at] as number) * (weights[named + at] as number);
    odd += (meaning[at + 1] as number) * (weights[named + at + 1] as number);
  }
  return (weights[weights.length - 1] as number) + scale * sum + even + odd;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
