import { type Chosen, type Draft, descend, scoreOfVector, type Vector } from './descend.ts';
import type { Features } from './features.ts';
import { lengthOfSpan } from './score.ts';

/** A linear model over the features of a span: see `scoreOf`. Above zero where the idea is there. */
export interface LinearModel {
  readonly bias: number;
  readonly weights: ReadonlyMap<string, number>;
  /** A weight for each number of the span's meaning. */
  readonly meaning: readonly number[];
}

/** An answer as the features of each of its spans, and whether an expert has found the idea in it. */
export interface LabelledAnswer {
  readonly spans: readonly Features[];
  readonly covered: boolean;
  /** How much it counts beside the others; 1 by default. */
  readonly weight?: number;
}

/** Of one model; what weighs least says least, and models are read by people, too. */
const mostWeights = 400;
const rounds = 3;

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
  const numbers = bags
    .flatMap(({ spans }) => spans)
    .reduce((most, { meaning }) => Math.max(most, meaning.length), 0);
  const draft: Draft = { weights: new Float64Array(names.length + numbers + 1), named: names.length };
  for (let round = 0; round < rounds; round += 1) {
    const chosen = bags.flatMap(({ spans, covered, weight }): Chosen[] =>
      spans.length === 0
        ? []
        : [
            {
              covered,
              weight: weight * (covered ? share.yes : share.no),
              vector: round === 0 ? union(spans) : best(spans, draft),
            },
          ],
    );
    descend(chosen, draft, options.decay);
  }
  const { weights } = draft;
  const kept = names
    .flatMap((name, at) => (Math.abs(weights[at] ?? 0) < 0.02 ? [] : [[name, weights[at] ?? 0] as const]))
    .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || (a < b ? -1 : 1))
    .slice(0, mostWeights);
  return {
    bias: weights.at(-1) ?? 0,
    weights: new Map(kept.sort(([a], [b]) => (a < b ? -1 : 1))),
    meaning: [...weights.slice(names.length, -1)],
  };
}

function vectorOf({ names, meaning }: Features, index: ReadonlyMap<string, number>): Vector {
  const features = Int32Array.from([...names].flatMap((name) => index.get(name) ?? []));
  return { features, scale: names.size === 0 ? 0 : lengthOfSpan / Math.sqrt(names.size), meaning };
}

/** Features that stand in three answers at least: what only one has said proves nothing. */
function namesOf(answers: readonly LabelledAnswer[]): string[] {
  const counts = new Map<string, number>();
  for (const { spans } of answers)
    for (const name of new Set(spans.flatMap(({ names }) => [...names])))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].flatMap(([name, count]) => (count < 3 ? [] : [name])).sort();
}

/** In the first round nothing is known of the spans, and an answer is all of them together. */
function union(spans: readonly Vector[]): Vector {
  const [only] = spans;
  if (only !== undefined && spans.length === 1) return only;
  const features = Int32Array.from(new Set(spans.flatMap((span) => [...span.features])));
  const meaning = new Float64Array(Math.max(...spans.map((span) => span.meaning.length)));
  for (const span of spans)
    for (const [at, value] of span.meaning.entries())
      meaning[at] = (meaning[at] as number) + value / Math.sqrt(spans.length);
  return {
    features,
    scale: features.length === 0 ? 0 : lengthOfSpan / Math.sqrt(features.length),
    meaning,
  };
}

function best(spans: readonly Vector[], draft: Draft): Vector {
  return spans.reduce((a, b) => (scoreOfVector(b, draft) > scoreOfVector(a, draft) ? b : a));
}
