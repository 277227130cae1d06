import { join } from 'node:path';
import { tellProblem } from '../course/problem.ts';
import { suggest } from '../course/suggest.ts';
import { CheckerError } from '../errors.ts';
import type { Grader } from './grading/grader.ts';
import { makeGrader } from './grading/make-grader.ts';
import { type Language, readLanguage, readModel } from './learning/model-file.ts';
import type { WordVectors } from './learning/word-vectors.ts';
import { readWordVectors } from './learning/word-vectors-file.ts';
import type { Glossary } from './matching/pattern.ts';
import type { Question } from './question.ts';
import { loadQuestions } from './rubric/load-questions.ts';

/** The course's questions, ready for marking. */
export interface Written {
  readonly questions: readonly Question[];
  readonly glossary: Glossary;
  readonly language: Language | null;
  /** Made at the first call, then kept. */
  graderOf(question: Question): Grader;
}

export const languageFile = 'weeks/language.model.json';
export const vectorsFile = 'weeks/words.model.json';

/** Throws MANIFEST_INVALID with every mistake of the rubrics and examples. */
export function openWritten(root: string): Written {
  const { questions, glossary, problems } = loadQuestions(root);
  if (problems.length > 0)
    throw new CheckerError('MANIFEST_INVALID', problems.map(tellProblem).join('\n'), {
      hint: 'Put right what is named; `rubric lint` says it all again.',
    });
  const language = readLanguage(join(root, languageFile));
  const graders = new Map<string, Grader>();
  let vectors: WordVectors | null = null;
  return {
    questions,
    glossary,
    language,
    graderOf(question) {
      const known = graders.get(question.slug);
      if (known !== undefined) return known;
      vectors ??= readWordVectors(join(root, vectorsFile));
      const learned = readModel(modelFileOf(question));
      const grader = makeGrader(question, { glossary, language, learned, vectors });
      graders.set(question.slug, grader);
      return grader;
    },
  };
}

export function modelFileOf({ folder, slug }: Question): string {
  return join(folder, `${slug}.model.json`);
}

export function findQuestion({ questions }: Pick<Written, 'questions'>, slug: string): Question {
  const found = questions.find((question) => question.slug === slug);
  if (found !== undefined) return found;
  const slugs = questions.map((question) => question.slug);
  const near = suggest(slug, slugs);
  throw new CheckerError('EXERCISE_UNKNOWN', `there is no question "${slug}"`, {
    hint: near === undefined ? `There are: ${slugs.join(', ')}.` : `Did you mean ${near}?`,
  });
}
