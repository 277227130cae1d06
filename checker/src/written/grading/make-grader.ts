import { shinglesOf } from '../gates/shingles.ts';
import { boundsOf } from '../learning/bounds.ts';
import type { Language, Learned } from '../learning/model-file.ts';
import type { LinearModel } from '../learning/train.ts';
import type { WordVectors } from '../learning/word-vectors.ts';
import { compilePatterns, type Glossary } from '../matching/pattern.ts';
import type { Question } from '../question.ts';
import { readAnswer } from '../reading/read-answer.ts';
import { spellingRepair } from '../reading/spelling.ts';
import { tokenize } from '../reading/tokenize.ts';
import type { Grader, Target } from './grader.ts';

export interface GraderParts {
  readonly glossary: Glossary;
  readonly language: Language | null;
  readonly learned: Learned | null;
  /** None where none were learned. */
  readonly vectors: WordVectors;
}

/** Without a model a wording counts whenever it matches, and nothing else does. */
const wordingsAlone = { floor: Number.NEGATIVE_INFINITY, ceiling: Number.POSITIVE_INFINITY };

export function makeGrader(
  question: Question,
  { glossary, language, learned, vectors }: GraderParts,
): Grader {
  const { rubric } = question;
  const targetOf = (
    kind: Target['kind'],
    id: string,
    points: number,
    patterns: readonly string[],
  ): Target => ({
    kind,
    id,
    points,
    patterns: compilePatterns(patterns, glossary),
    ...decisionOf(learned?.targets.get(id) ?? null, kind),
  });
  // An answer that became an example is its learner's own: the next draft of it is no copy.
  const examples = question.examples.filter(({ by }) => by === undefined);
  const texts = [...examples, ...rubric.anchors].map(({ text }) => text);
  return {
    question: question.slug,
    targets: [
      ...rubric.concepts.map(({ id, points, patterns }) => targetOf('concept', id, points, patterns)),
      ...rubric.misconceptions.map(({ id, penalty, patterns }) =>
        targetOf('misconception', id, penalty, patterns),
      ),
    ],
    of: rubric.concepts.reduce((sum, { points }) => sum + points, 0),
    repair: spellingRepair(language?.vocabulary ?? []),
    asked: shinglesOf(tokenize(question.page), 4),
    known: texts.map((text) => shinglesOf(proseTokens(text), 5)),
    order: language?.order ?? null,
    topics: language?.topics ?? null,
    vectors,
    mostDoubt: learned?.mostDoubt ?? Number.POSITIVE_INFINITY,
    rubric: { version: rubric.version, digest: question.digest },
  };
}

function decisionOf(
  model: LinearModel | null,
  kind: Target['kind'],
): Pick<Target, 'model' | 'floor' | 'ceiling'> {
  return { model, ...(model === null ? wordingsAlone : boundsOf[kind]) };
}

function proseTokens(text: string) {
  return readAnswer(text)
    .sentences.filter(({ kind }) => kind === 'prose')
    .flatMap(({ tokens }) => tokens);
}
