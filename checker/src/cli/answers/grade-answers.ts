import { createHash } from 'node:crypto';
import {
  type AnswerRecord,
  type AnswerRecords,
  changeAnswerRecords,
  type HumanMark,
  readAnswerRecords,
} from '../../progress/answer-record.ts';
import { readAnswerFile } from '../../workspace/answers.ts';
import { grade } from '../../written/grading/grade.ts';
import type { Graded } from '../../written/grading/graded.ts';
import type { Written } from '../../written/open-written.ts';
import type { Opinions } from '../../written/opinion/open-opinions.ts';
import { reasonsOf, type SecondOpinion } from '../../written/opinion/second-opinion.ts';
import type { Question } from '../../written/question.ts';
import type { Context } from '../context.ts';
import { askForEach } from './second-opinions.ts';

export type AnswerResult =
  /** There is no sheet, or nothing was written on it. */
  | { readonly kind: 'unanswered'; readonly question: Question; readonly started: boolean }
  | {
      readonly kind: 'graded';
      readonly question: Question;
      readonly text: string;
      readonly graded: Graded;
      readonly digest: string;
      /** By a human, for exactly this text. */
      readonly human: HumanMark | null;
      /** Null where nobody asked for one. */
      readonly opinion: SecondOpinion | null;
    };

type GradedResult = Extract<AnswerResult, { kind: 'graded' }>;

/** Grades the learner's answers and takes the marks into the record. A human's mark for the same text stays. */
export async function gradeAnswers(
  { root, clock, signal }: Context,
  written: Written,
  questions: readonly Question[],
  opinions: Opinions | null,
): Promise<readonly AnswerResult[]> {
  const alone = questions.map((question): AnswerResult => {
    const text = readAnswerFile(root, question.slug);
    if (text === null || text.trim() === '') return { kind: 'unanswered', question, started: text !== null };
    return {
      kind: 'graded',
      question,
      text,
      graded: grade(written.graderOf(question), text),
      digest: digestOf(text),
      human: null,
      opinion: null,
    };
  });
  const read =
    opinions === null ? alone : await withOpinions(alone, written, opinions, readAnswerRecords(root));
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

/** Where a human has spoken nobody else is asked. */
async function withOpinions(
  results: readonly AnswerResult[],
  written: Written,
  opinions: Opinions,
  records: AnswerRecords,
): Promise<readonly AnswerResult[]> {
  const answered = results
    .filter((result) => result.kind === 'graded')
    .filter(({ question, digest }) => humanFor(records[question.slug], digest) === null);
  const given = await askForEach(answered, ({ question, text, graded }) =>
    opinions.ask({ question, grader: written.graderOf(question), text, graded }),
  );
  return results.map((result) =>
    result.kind === 'graded' ? { ...result, opinion: given[answered.indexOf(result)] ?? null } : result,
  );
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text.trim()).digest('hex').slice(0, 16);
}

function recordOf(
  { graded, digest, opinion }: GradedResult,
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
    // Of the same text an opinion stays until there is another: nobody need ask again for the instructor to know.
    secondOpinion:
      opinion?.kind === 'given' ? reasonsOf(opinion) : isSame(before, digest) ? before.secondOpinion : [],
    disputes: before?.disputes ?? [],
    human,
  };
}

function isSame(record: AnswerRecord | undefined, digest: string): record is AnswerRecord {
  return record?.digest === digest;
}

function humanFor(record: AnswerRecord | undefined, digest: string): HumanMark | null {
  const human = record?.human ?? null;
  return human?.digest === digest ? human : null;
}
