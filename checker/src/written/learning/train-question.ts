import { matchPattern } from '../matching/match-pattern.ts';
import { type Glossary, type Pattern, readPattern } from '../matching/pattern.ts';
import { spansOf } from '../matching/span.ts';
import type { Question } from '../question.ts';
import { readAnswer } from '../reading/read-answer.ts';
import { halfOf } from '../rubric/half-of.ts';
import { chooseBounds, doubtOf } from './choose-bounds.ts';
import { featuresOf } from './features.ts';
import type { Learned, LearnedTarget } from './model-file.ts';
import { type LabelledAnswer, type LinearModel, trainModel } from './train.ts';

const decay = 0.002;
const folds = 4;
/** So many answers are left to the grader alone; the others, its closest calls, are for a human to look at. */
const shareWithoutReview = 0.8;
/** A misconception that is wrongly found stings more than a concept that is wrongly granted. */
const precisionWeights = { concept: 3, misconception: 6 } as const;

export interface TrainingInput {
  readonly glossary: Glossary;
  readonly repair: (word: string) => string;
  /** Answers to other questions: they cover nothing of this one. */
  readonly others: readonly string[];
}

interface Bag {
  readonly spans: readonly ReadonlySet<string>[];
  /** Ids whose wordings match. */
  readonly wordings: ReadonlySet<string>;
  readonly covered: ReadonlySet<string>;
}

/**
 * Learns the concepts and misconceptions of one question from the development half of its examples and from its practice
 * sentences. The bounds within which wordings and model decide are chosen on answers that the model has not seen.
 */
export function trainQuestion(question: Question, input: TrainingInput): Learned {
  const { rubric } = question;
  const targets = [
    ...rubric.concepts.map((each) => ({ ...each, kind: 'concept' as const })),
    ...rubric.misconceptions.map((each) => ({ ...each, kind: 'misconception' as const })),
  ].map(({ id, kind, patterns }) => ({
    id,
    kind,
    patterns: patterns.flatMap((each) => compiled(each, input.glossary)),
  }));
  const bagOf = (text: string, covered: readonly string[]): Bag => {
    const spans = spansOf(readAnswer(text, input.repair).sentences);
    const said = (pattern: Pattern) => spans.some((span) => matchPattern(pattern, span)?.said === 'yes');
    return {
      spans: spans.map((span) => featuresOf(span)),
      wordings: new Set(targets.filter(({ patterns }) => patterns.some(said)).map(({ id }) => id)),
      covered: new Set(covered),
    };
  };
  const answers = question.examples
    .filter(({ text }) => halfOf(text) === 'development')
    .map(({ text, covered, misconceptions }) => bagOf(text, [...covered, ...misconceptions]));
  const practice = question.practice.map(({ text, says, not }) => ({
    bag: bagOf(text, says),
    not: new Set(not),
  }));
  const others = input.others.map((text) => bagOf(text, []));
  const doubts = answers.map(() => 0);
  const learned = new Map<string, LearnedTarget>();
  for (const { id, kind } of targets) {
    const told = (bag: Bag): LabelledAnswer => ({ spans: bag.spans, covered: bag.covered.has(id) });
    // A sentence about one idea may hold another, too: where a wording says so, only its author's word is taken.
    const clear = practice.filter(
      ({ bag, not }) => bag.covered.has(id) || not.has(id) || !bag.wordings.has(id),
    );
    const fixed = [...clear.map(({ bag }) => bag), ...others].map(told);
    const scores = heldOut(answers.map(told), fixed);
    const held = answers.map((bag, at) => ({ score: scores[at] ?? 0, gold: bag.covered.has(id) }));
    const bounds = chooseBounds(held, { precisionWeight: precisionWeights[kind] });
    for (const [at, bag] of answers.entries())
      doubts[at] = (doubts[at] ?? 0) + doubtOf(scores[at] ?? 0, bag.wordings.has(id), bounds);
    learned.set(id, { model: trainModel([...answers.map(told), ...fixed], { decay }), ...bounds });
  }
  doubts.sort((a, b) => a - b);
  return { mostDoubt: doubts[Math.floor(shareWithoutReview * doubts.length)] ?? 0, targets: learned };
}

/** The score of each answer by a model that was learned without it. */
function heldOut(answers: readonly LabelledAnswer[], fixed: readonly LabelledAnswer[]): number[] {
  const models = Array.from({ length: folds }, (_, fold) =>
    trainModel([...answers.filter((_, at) => at % folds !== fold), ...fixed], { decay }),
  );
  return answers.map(({ spans }, at) => {
    const model = models[at % folds];
    return model === undefined ? 0 : bestScore(model, spans);
  });
}

export function bestScore(model: LinearModel, spans: readonly ReadonlySet<string>[]): number {
  return spans.reduce((best, span) => Math.max(best, scoreOf(model, span)), Number.NEGATIVE_INFINITY);
}

function scoreOf({ bias, weights }: LinearModel, features: ReadonlySet<string>): number {
  let score = bias;
  for (const feature of features) score += weights.get(feature) ?? 0;
  return score;
}

function compiled(source: string, glossary: Glossary): Pattern[] {
  const reading = readPattern(source, glossary);
  return reading.ok ? [reading.pattern] : [];
}
