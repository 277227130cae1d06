import { matchPattern } from '../matching/match-pattern.ts';
import { type Glossary, type Pattern, readPattern } from '../matching/pattern.ts';
import { spansOf } from '../matching/span.ts';
import type { Question } from '../question.ts';
import { readAnswer } from '../reading/read-answer.ts';
import { halfOf } from '../rubric/half-of.ts';
import { chooseBounds, type Held } from './choose-bounds.ts';
import { featuresOf } from './features.ts';
import type { Learned, LearnedTarget } from './model-file.ts';
import { type LabelledAnswer, type LinearModel, trainModel } from './train.ts';

const decay = 0.002;
const folds = 4;

export interface TrainingInput {
  readonly glossary: Glossary;
  readonly repair: (word: string) => string;
  /** Answers to other questions: they cover nothing of this one. */
  readonly others: readonly string[];
}

interface Bag {
  readonly spans: readonly ReadonlySet<string>[];
  readonly wording: ReadonlyMap<string, boolean>;
  readonly covered: ReadonlySet<string>;
}

/**
 * Learns the concepts and misconceptions of one question from the development half of its examples and from its practice
 * sentences. The bounds within which wordings and model decide together are chosen on answers that the model has not seen.
 */
export function trainQuestion(question: Question, input: TrainingInput): Learned {
  const { rubric } = question;
  const targets = [...rubric.concepts, ...rubric.misconceptions].map(({ id, patterns }) => ({
    id,
    patterns: patterns.flatMap((pattern) => compiled(pattern, input.glossary)),
  }));
  const bagOf = (text: string, covered: readonly string[]): Bag => {
    const spans = spansOf(readAnswer(text, input.repair).sentences);
    return {
      spans: spans.map(featuresOf),
      wording: new Map(
        targets.map(({ id, patterns }) => [
          id,
          patterns.some((pattern) => spans.some((span) => matchPattern(pattern, span)?.said === 'yes')),
        ]),
      ),
      covered: new Set(covered),
    };
  };
  const answers = question.examples
    .filter(({ text }) => halfOf(text) === 'development')
    .map(({ text, covered, misconceptions }) => bagOf(text, [...covered, ...misconceptions]));
  const practice = question.practice.map(({ text, says, not }) => ({
    ...bagOf(text, says),
    not: new Set(not),
  }));
  const others = input.others.map((text) => bagOf(text, []));
  const concepts = new Set(rubric.concepts.map(({ id }) => id));
  return {
    mostDoubt: 1.5,
    targets: new Map(
      targets.map(({ id }) => {
        const told = (bag: Bag): LabelledAnswer => ({ spans: bag.spans, covered: bag.covered.has(id) });
        const fixed = [...practice.filter((bag) => !isUnclear(bag, id)), ...others].map(told);
        const held: Held[] = [];
        for (let fold = 0; fold < folds; fold += 1) {
          const model = trainModel([...answers.filter((_, at) => at % folds !== fold).map(told), ...fixed], {
            decay,
          });
          for (const bag of answers.filter((_, at) => at % folds === fold))
            held.push({
              score: bestScore(model, bag.spans),
              wording: bag.wording.get(id) ?? false,
              gold: bag.covered.has(id),
            });
        }
        const model = trainModel([...answers.map(told), ...fixed], { decay });
        const bounds = chooseBounds(held, { precisionWeight: concepts.has(id) ? 1.5 : 2.5 });
        const learned: LearnedTarget = { model, ...bounds };
        return [id, learned];
      }),
    ),
  };
}

/** A sentence that says one idea of the question may say another besides: only its author's `no` denies it. */
function isUnclear(bag: Bag & { readonly not: ReadonlySet<string> }, id: string): boolean {
  return !bag.covered.has(id) && !bag.not.has(id) && bag.wording.get(id) === true;
}

function bestScore(model: LinearModel, spans: readonly ReadonlySet<string>[]): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    let score = model.bias;
    for (const feature of span) score += model.weights.get(feature) ?? 0;
    best = Math.max(best, score);
  }
  return best;
}

function compiled(source: string, glossary: Glossary): Pattern[] {
  const reading = readPattern(source, glossary);
  return reading.ok ? [reading.pattern] : [];
}
