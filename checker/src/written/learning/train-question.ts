import { matchPattern } from '../matching/match-pattern.ts';
import { compilePatterns, type Glossary, type Pattern } from '../matching/pattern.ts';
import { spansOf } from '../matching/span.ts';
import type { Question } from '../question.ts';
import { readAnswer } from '../reading/read-answer.ts';
import { halfOf } from '../rubric/half-of.ts';
import { boundsOf, doubtOf } from './bounds.ts';
import { type Features, featuresOf } from './features.ts';
import type { Learned } from './model-file.ts';
import { bestScore } from './score.ts';
import { type LabelledAnswer, trainModel } from './train.ts';
import type { WordVectors } from './word-vectors.ts';

const decay = 0.002;
/** Beside a single sentence, which was written to make one point. */
const weightOfAnswer = 3;
const folds = 4;
/** So many answers are left to the grader alone; the others, its closest calls, are for a human to look at. */
const shareWithoutReview = 0.75;

export interface TrainingInput {
  readonly glossary: Glossary;
  readonly repair: (word: string) => string;
  readonly vectors: WordVectors;
  /** Answers to other questions: they cover nothing of this one. */
  readonly others: readonly string[];
}

interface Bag {
  readonly spans: readonly Features[];
  /** Ids whose wordings match. */
  readonly wordings: ReadonlySet<string>;
  readonly covered: ReadonlySet<string>;
}

/**
 * Learns the concepts and misconceptions of one question from the development half of its examples and from its practice
 * sentences. When a human should look is chosen on answers that the model has not seen.
 */
export function trainQuestion(question: Question, input: TrainingInput): Learned {
  const { rubric } = question;
  const targets = [
    ...rubric.concepts.map((each) => ({ ...each, kind: 'concept' as const })),
    ...rubric.misconceptions.map((each) => ({ ...each, kind: 'misconception' as const })),
  ].map(({ id, kind, patterns }) => ({
    id,
    kind,
    patterns: compilePatterns(patterns, input.glossary),
  }));
  const bagOf = (text: string, covered: readonly string[]): Bag => {
    const spans = spansOf(readAnswer(text, input.repair).sentences);
    const said = (pattern: Pattern) => spans.some((span) => matchPattern(pattern, span)?.said === 'yes');
    return {
      spans: spans.map((span) => featuresOf(span, input.vectors)),
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
  const trained = targets.map(({ id, kind }) => {
    const told = (bag: Bag, weight = 1): LabelledAnswer => ({
      spans: bag.spans,
      covered: bag.covered.has(id),
      weight,
    });
    // A sentence about one idea may hold another, too: where a wording says so, only its author's word is taken.
    const clear = practice.filter(
      ({ bag, not }) => bag.covered.has(id) || not.has(id) || !bag.wordings.has(id),
    );
    const fixed = [...clear.map(({ bag }) => bag), ...others].map((bag) => told(bag));
    const whole = answers.map((bag) => told(bag, weightOfAnswer));
    return { id, kind, model: trainModel([...whole, ...fixed], { decay }), scores: heldOut(whole, fixed) };
  });
  const doubts = answers.map(({ wordings }, at) =>
    trained.reduce(
      (sum, { id, kind, scores }) => sum + doubtOf(scores[at] ?? 0, wordings.has(id), boundsOf[kind]),
      0,
    ),
  );
  doubts.sort((a, b) => a - b);
  return {
    mostDoubt: doubts[Math.floor(shareWithoutReview * doubts.length)] ?? 0,
    targets: new Map(trained.map(({ id, model }) => [id, model])),
  };
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
