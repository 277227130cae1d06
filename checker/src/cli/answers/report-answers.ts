import { basename, dirname } from 'node:path';
import { hang } from '../../report/layout.ts';
import type { Pen } from '../../report/pen.ts';
import { type AskedQuestion, tellAnswer } from '../../report/tell-answer.ts';
import { reasonsOf } from '../../written/opinion/second-opinion.ts';
import type { Question } from '../../written/question.ts';
import type { AnswerResult } from './grade-answers.ts';

/** Share of the points from which on an answer is good. */
const good = 2 / 3;

export function isGood(result: AnswerResult): boolean {
  if (result.kind === 'unanswered') return false;
  const { graded, human } = result;
  if (human !== null) return human.marks >= good * graded.of;
  return graded.marks >= good * graded.of && graded.misconceptions.length === 0;
}

/** The feedback on each answer, and which questions have none. */
export function tellAnswers(results: readonly AnswerResult[], pen: Pen): string[] {
  const open = results.filter(({ kind }) => kind === 'unanswered').map(({ question }) => question.slug);
  const told = results.flatMap((result) =>
    result.kind === 'unanswered' ? [] : [['', ...tellAnswer(asked(result.question), result, pen)]],
  );
  return [
    ...told.flat().slice(1),
    ...(open.length === 0 ? [] : ['', ...hang(`Without an answer: ${open.join(', ')}.`, pen.columns, '')]),
  ];
}

function asked({ slug, rubric, folder }: Question): AskedQuestion {
  const { title, concepts, misconceptions, lesson } = rubric;
  return {
    slug,
    title,
    concepts,
    misconceptions,
    lesson: lesson.map((path) => `weeks/${basename(dirname(folder))}/${path}`),
  };
}

/** What JSON and JUnit tell of an answer. */
export function forReport(result: AnswerResult) {
  const { question } = result;
  const base = { question: question.slug, title: question.rubric.title, week: question.week };
  if (result.kind === 'unanswered') return { ...base, kind: 'unanswered' as const };
  const { graded, human, digest, opinion } = result;
  return {
    ...base,
    kind: 'graded' as const,
    marks: human?.marks ?? graded.marks,
    of: graded.of,
    good: isGood(result),
    concepts: graded.concepts,
    misconceptions: graded.misconceptions,
    gates: graded.gates,
    confidence: graded.confidence,
    review: [...graded.review, ...reasonsOf(opinion)],
    ...(opinion === null ? {} : { secondOpinion: opinion }),
    words: graded.words,
    human,
    answer: digest,
    rubric: graded.rubric,
  };
}
