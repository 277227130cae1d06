import type { LinearModel } from './train.ts';

/** A span has as much to say with few words as with many: its features share one length. */
export const lengthOfSpan = 3;

/** How much speaks for the idea in a span: above zero where more does than against it. */
export function scoreOf({ bias, weights }: LinearModel, features: ReadonlySet<string>): number {
  let sum = 0;
  for (const feature of features) sum += weights.get(feature) ?? 0;
  return bias + (features.size === 0 ? 0 : (lengthOfSpan * sum) / Math.sqrt(features.size));
}

/** Of the span that says it best; minus infinity where there is none. */
export function bestScore(model: LinearModel, spans: readonly ReadonlySet<string>[]): number {
  return spans.reduce((best, span) => Math.max(best, scoreOf(model, span)), Number.NEGATIVE_INFINITY);
}
