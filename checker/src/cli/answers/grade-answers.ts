import { createHash } from 'node:crypto';
import { type AnswerRecord, changeAnswerRecords, type HumanMark } from '../../progress/answer-record.ts';
import { readAnswerFile } from '../../workspace/answers.ts';
import { grade } from '../../written/grading/grade.ts';
import type { Graded } from '../../written/grading/graded.ts';
import type { Written } from '../../written/open-written.ts';
import type { Question } from '../../written/question.ts';
import type { Context } from '../context.ts';

export type AnswerResult =
  /** There is no sheet, or nothing was written on it. */
  | { readonly kind: 'unanswered'; readonly question: Question; readonly started: boolean }
  | {
      readonly kind: 'graded';
      readonly question: Question;
      readonly graded: Graded;
      readonly digest: string;
      /** By a human, for exactly this text. */
      readonly human: HumanMark | null;
    };

/** Grades the learner's answers and takes the marks into the record. A human's mark for the same text stays. */
export async function gradeAnswers(
  { root, clock, signal }: Context,
  written: Written,
  questions: readonly Question[],
): Promise<readonly AnswerResult[]> {
  const read = questions.map((question): AnswerResult => {
    const text = readAnswerFile(root, question.slug);
    if (text === null || text.trim() === '') return { kind: 'unanswered', question, started: text !== null };
    return {
      kind: 'graded',
      question,
      graded: grade(written.graderOf(question), text),
      digest: digestOf(text),
      human: null,
    };
  });
  if (!read.some(({ kind }) => kind === 'graded')) return read;
  const at = clock.now().toISOString();
  const records = await changeAnswerRecords(
    root,
    (before) => ({
      ...before,
      ...Object.fromEntries(
        read.flatMap((result) =>
          result.kind === 'graded'
            ? [[result.question.slug, recordOf(result, before[result.question.slug], at)]]
            : [],
        ),
      ),
    }),
    { signal },
  );
  return read.map((result) =>
    result.kind === 'graded'
      ? { ...result, human: humanFor(records[result.question.slug], result.digest) }
      : result,
  );
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text.trim()).digest('hex').slice(0, 16);
}

function recordOf(
  { graded, digest }: Extract<AnswerResult, { kind: 'graded' }>,
  before: AnswerRecord | undefined,
  at: string,
): AnswerRecord {
  const human = before?.human ?? null;
  return {
    marks: humanFor(before, digest)?.marks ?? graded.marks,
    of: graded.of,
    digest,
    gradedAt: at,
    review: [...graded.review],
    disputes: before?.disputes ?? [],
    human,
  };
}

function humanFor(record: AnswerRecord | undefined, digest: string): HumanMark | null {
  const human = record?.human ?? null;
  return human?.digest === digest ? human : null;
}
