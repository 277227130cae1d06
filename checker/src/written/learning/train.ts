import { lengthOfSpan } from './score.ts';

/** A linear model over named features: `bias + Σ weight`, above zero where the idea is there. */
export interface LinearModel {
  readonly bias: number;
  readonly weights: ReadonlyMap<string, number>;
}

/** An answer as the features of each of its spans, and whether an expert has found the idea in it. */
export interface LabelledAnswer {
  readonly spans: readonly ReadonlySet<string>[];
  readonly covered: boolean;
  /** How much it counts beside the others; 1 by default. */
  readonly weight?: number;
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
  const bags = answers.map(({ spans, covered, weight = 1 }) => ({
    covered,
    weight,
    spans: spans.map((span) => vectorOf(span, index)),
  }));
  const total = (wanted: boolean) =>
    bags.reduce((sum, { covered, weight }) => sum + (covered === wanted ? weight : 0), 0);
  const share = { yes: 0.5 / Math.max(1, total(true)), no: 0.5 / Math.max(1, total(false)) };
  const weights = new Float64Array(names.length);
  let bias = 0;
  for (let round = 0; round < rounds; round += 1) {
    const chosen = bags.flatMap(({ spans, covered, weight }) =>
      spans.length === 0
        ? []
        : [
            {
              covered,
              weight: weight * (covered ? share.yes : share.no),
              vector: round === 0 ? union(spans) : best(spans, weights),
            },
          ],
    );
    bias = descend(chosen, weights, bias, options.decay);
  }
  const kept = names
    .flatMap((name, at) => (Math.abs(weights[at] ?? 0) < 0.02 ? [] : [[name, weights[at] ?? 0] as const]))
    .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || (a < b ? -1 : 1))
    .slice(0, mostWeights);
  return { bias, weights: new Map(kept.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The features of a span that are known, and what each of them counts: see `scoreOf`. */
interface Vector {
  readonly features: Int32Array;
  readonly scale: number;
}

interface Chosen {
  readonly covered: boolean;
  readonly weight: number;
  readonly vector: Vector;
}

function vectorOf(span: ReadonlySet<string>, index: ReadonlyMap<string, number>): Vector {
  const features = Int32Array.from([...span].flatMap((name) => index.get(name) ?? []));
  return { features, scale: span.size === 0 ? 0 : lengthOfSpan / Math.sqrt(span.size) };
}

/** Gradient descent with AdaGrad's steps on the logistic loss, in place; only features that occur are touched. */
function descend(chosen: readonly Chosen[], weights: Float64Array, startBias: number, decay: number): number {
  const active = new Set(chosen.flatMap(({ vector }) => [...vector.features]));
  const gradient = new Float64Array(weights.length);
  const squares = new Float64Array(weights.length).fill(1e-8);
  let bias = startBias;
  let biasSquare = 1e-8;
  for (let step = 0; step < steps; step += 1) {
    for (const at of active) gradient[at] = decay * (weights[at] as number);
    let biasGradient = 0;
    for (const { covered, weight, vector } of chosen) {
      const error = weight * (sigmoid(bias + product(vector, weights)) - (covered ? 1 : 0));
      biasGradient += error;
      for (const at of vector.features) gradient[at] = (gradient[at] as number) + error * vector.scale;
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

/** In the first round nothing is known of the spans, and an answer is all of them together. */
function union(spans: readonly Vector[]): Vector {
  const features = Int32Array.from(new Set(spans.flatMap((span) => [...span.features])));
  return { features, scale: features.length === 0 ? 0 : lengthOfSpan / Math.sqrt(features.length) };
}

function best(spans: readonly Vector[], weights: Float64Array): Vector {
  return spans.reduce((a, b) => (product(b, weights) > product(a, weights) ? b : a));
}

function product({ features, scale }: Vector, weights: Float64Array): number {
  let total = 0;
  for (const at of features) total += weights[at] as number;
  return scale * total;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
