import type { Features } from './features.ts';
import type { LinearModel } from './train.ts';

/** A span has as much to say with few words as with many: its features share one length. */
export const lengthOfSpan = 3;

/** How much speaks for the idea in a span: above zero where more does than against it. */
export function scoreOf(model: LinearModel, { names, meaning }: Features): number {
  let sum = 0;
  for (const name of names) sum += model.weights.get(name) ?? 0;
  let score = model.bias + (names.size === 0 ? 0 : (lengthOfSpan * sum) / Math.sqrt(names.size));
  for (let at = 0; at < meaning.length; at += 1) score += (meaning[at] as number) * (model.meaning[at] ?? 0);
  return score;
}

/** Of the span that says it best; minus infinity where there is none. */
export function bestScore(model: LinearModel, spans: readonly Features[]): number {
  return spans.reduce((best, span) => Math.max(best, scoreOf(model, span)), Number.NEGATIVE_INFINITY);
}
