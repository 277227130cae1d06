/** A linear model over named features: `bias + Σ weight`, above zero where the idea is there. */
export interface LinearModel {
  readonly bias: number;
  readonly weights: ReadonlyMap<string, number>;
}

/** An answer as the features of each of its spans, and whether an expert has found the idea in it. */
export interface LabelledAnswer {
  readonly spans: readonly ReadonlySet<string>[];
  readonly covered: boolean;
}

/** Of one model; what weighs least says least, and models are read by people, too. */
const mostWeights = 400;
const rounds = 4;
const steps = 60;

/**
 * Learns from answers that are labelled as a whole which span it is that says so: the best span of an answer stands for it
 * (multiple-instance learning, as in MI-SVM by Andrews et al. 2002, here with the logistic loss), chosen anew in each round.
 * There is no chance in it: the same answers give the same model.
 */
export function trainModel(
  answers: readonly LabelledAnswer[],
  options: { readonly decay: number },
): LinearModel {
  const names = namesOf(answers);
  const index = new Map(names.map((name, at) => [name, at]));
  const bags = answers.map(({ spans, covered }) => ({
    covered,
    spans: spans.map((span) => Int32Array.from([...span].flatMap((name) => index.get(name) ?? []))),
  }));
  const positives = Math.max(1, bags.filter(({ covered }) => covered).length);
  const weightOf = { yes: 0.5 / positives, no: 0.5 / Math.max(1, bags.length - positives) };
  const weights = new Float64Array(names.length);
  let bias = 0;
  for (let round = 0; round < rounds; round += 1) {
    const chosen = bags.flatMap(({ spans, covered }) =>
      spans.length === 0 ? [] : [{ covered, features: round === 0 ? union(spans) : best(spans, weights) }],
    );
    bias = descend(chosen, weights, bias, { decay: options.decay, weightOf });
  }
  const kept = names
    .flatMap((name, at) => (Math.abs(weights[at] ?? 0) < 0.02 ? [] : [[name, weights[at] ?? 0] as const]))
    .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || (a < b ? -1 : 1))
    .slice(0, mostWeights);
  return { bias, weights: new Map(kept.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

interface Chosen {
  readonly covered: boolean;
  readonly features: Int32Array;
}

/** Gradient descent with AdaGrad's steps on the logistic loss, in place; only features that occur are touched. */
function descend(
  chosen: readonly Chosen[],
  weights: Float64Array,
  startBias: number,
  {
    decay,
    weightOf,
  }: { readonly decay: number; readonly weightOf: { readonly yes: number; readonly no: number } },
): number {
  const active = union(chosen.map(({ features }) => features));
  const gradient = new Float64Array(weights.length);
  const squares = new Float64Array(weights.length).fill(1e-8);
  let bias = startBias;
  let biasSquare = 1e-8;
  for (let step = 0; step < steps; step += 1) {
    for (const at of active) gradient[at] = decay * (weights[at] as number);
    let biasGradient = 0;
    for (const { covered, features } of chosen) {
      const error =
        (sigmoid(bias + sum(features, weights)) - (covered ? 1 : 0)) * (covered ? weightOf.yes : weightOf.no);
      biasGradient += error;
      for (const at of features) gradient[at] = (gradient[at] as number) + error;
    }
    for (const at of active) {
      const slope = gradient[at] as number;
      const square = (squares[at] as number) + slope * slope;
      squares[at] = square;
      weights[at] = (weights[at] as number) - (0.2 * slope) / Math.sqrt(square);
    }
    biasSquare += biasGradient * biasGradient;
    bias -= (0.2 * biasGradient) / Math.sqrt(biasSquare);
  }
  return bias;
}

/** Features that stand in three answers at least: what only one has said proves nothing. */
function namesOf(answers: readonly LabelledAnswer[]): string[] {
  const counts = new Map<string, number>();
  for (const { spans } of answers)
    for (const name of new Set(spans.flatMap((span) => [...span])))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].flatMap(([name, count]) => (count < 3 ? [] : [name])).sort();
}

function union(spans: readonly Int32Array[]): Int32Array {
  return Int32Array.from(new Set(spans.flatMap((span) => [...span])));
}

function best(spans: readonly Int32Array[], weights: Float64Array): Int32Array {
  return spans.reduce((a, b) => (sum(b, weights) > sum(a, weights) ? b : a));
}

function sum(features: Int32Array, weights: Float64Array): number {
  let total = 0;
  for (const at of features) total += weights[at] as number;
  return total;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
