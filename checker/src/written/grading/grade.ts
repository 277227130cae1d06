import { checkAnswer } from '../gates/check-answer.ts';
import { doubtOf } from '../learning/bounds.ts';
import { type Features, featuresOf } from '../learning/features.ts';
import { scoreOf } from '../learning/score.ts';
import { matchPattern, mayMatch } from '../matching/match-pattern.ts';
import { type Span, spansOf } from '../matching/span.ts';
import { readAnswer, type Sentence } from '../reading/read-answer.ts';
import type { Evidence, FoundMisconception, Graded, GradedConcept } from './graded.ts';
import type { Grader, Target } from './grader.ts';

/**
 * Marks one answer, in Markdown. Nothing but the text and the grader decides: the same bytes give the same marks. What a
 * gate takes out earns nothing and is told; where a human should look, `review` says why.
 */
export function grade(grader: Grader, text: string): Graded {
  const reading = readAnswer(text, grader.repair);
  const checked = checkAnswer(reading, grader);
  const spans = spansOf(checked.sentences).map((span) => ({
    span,
    features: featuresOf(span, grader.vectors),
  }));
  const stems = new Set(checked.sentences.flatMap(({ tokens }) => tokens.map(({ stem }) => stem)));
  const found = new Map(
    grader.targets.map((target) => {
      const patterns = target.patterns.filter((pattern) => mayMatch(pattern, stems));
      return [target, find({ ...target, patterns }, spans, checked.sentences)];
    }),
  );
  const concepts: GradedConcept[] = [];
  const misconceptions: FoundMisconception[] = [];
  const doubts: number[] = [];
  for (const [target, finding] of found) {
    doubts.push(finding.doubt);
    if (target.kind === 'concept')
      concepts.push({
        id: target.id,
        points: target.points,
        verdict: finding.verdict,
        quote: finding.quote,
        by: finding.by,
      });
    else if (finding.verdict === 'covered' && finding.quote !== null && finding.by !== null)
      misconceptions.push({ id: target.id, penalty: target.points, quote: finding.quote, by: finding.by });
  }
  const graded = concepts.map((concept) => forgive(concept, concepts));
  const earned = graded.reduce((sum, { verdict, points }) => sum + (verdict === 'covered' ? points : 0), 0);
  const lost = misconceptions.reduce((sum, { penalty }) => sum + penalty, 0);
  const unsure = doubts.reduce((sum, doubt) => sum + doubt, 0);
  const of = grader.of;
  return {
    question: grader.question,
    concepts: graded,
    misconceptions,
    marks: Math.max(0, earned - lost),
    of,
    gates: checked.gates,
    confidence: Math.round(100 * Math.max(0, 1 - unsure / of)) / 100,
    review: [...checked.review, ...(unsure > grader.mostDoubt ? ['several points are close calls'] : [])],
    words: reading.words,
    rubric: grader.rubric,
  };
}

/** A sentence that says something right is more likely misread than wrong in its other half. */
function forgive(concept: GradedConcept, all: readonly GradedConcept[]): GradedConcept {
  if (concept.verdict !== 'contradicted') return concept;
  const isRight = all.some(({ verdict, quote }) => verdict === 'covered' && quote === concept.quote);
  return isRight ? { ...concept, verdict: 'missing', quote: null, by: null } : concept;
}

interface Finding {
  readonly verdict: GradedConcept['verdict'];
  readonly quote: string | null;
  readonly by: Evidence | null;
  /** From 0, sure, to 1, as good as a coin. */
  readonly doubt: number;
}

interface ReadSpan {
  readonly span: Span;
  readonly features: Features;
}

/** A wording says it and the model does not find that very unlikely, or the model is sure by itself. */
function find(target: Target, spans: readonly ReadSpan[], sentences: readonly Sentence[]): Finding {
  const quote = ({ sentence, sentences: count }: Span) =>
    sentences
      .slice(sentence, sentence + count)
      .map(({ text }) => text)
      .join(' ');
  let best: { readonly span: Span; readonly score: number } | null = null;
  for (const { span, features } of spans) {
    const score = target.model === null ? Number.NEGATIVE_INFINITY : scoreOf(target.model, features);
    // A single sentence is the better quote where the one after it adds nothing.
    if (best === null || score > best.score + (span.sentences === 2 ? 0.2 : 0)) best = { span, score };
  }
  const score = best?.score ?? Number.NEGATIVE_INFINITY;
  let denied: Finding | null = null;
  for (const { span } of spans)
    for (const pattern of target.patterns) {
      const match = matchPattern(pattern, span);
      if (match === null) continue;
      const by: Evidence = { kind: 'pattern', pattern: pattern.source };
      if (match.said === 'yes' && score >= target.floor)
        return { verdict: 'covered', quote: quote(span), by, doubt: doubtOf(score, true, target) };
      // A denial that the model takes for the idea itself is more likely misread than wrong.
      if (match.said === 'no' && score < 0)
        denied ??= { verdict: 'contradicted', quote: quote(span), by, doubt: doubtOf(score, false, target) };
    }
  const doubt = doubtOf(score, false, target);
  if (best !== null && score >= target.ceiling) {
    const by: Evidence = { kind: 'model', score: Math.round(100 * score) / 100 };
    return { verdict: 'covered', quote: quote(best.span), by, doubt };
  }
  return denied ?? { verdict: 'missing', quote: null, by: null, doubt };
}
