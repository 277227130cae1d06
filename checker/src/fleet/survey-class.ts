import type { Course, Exercise } from '../course/course.ts';
import { findExercise } from '../course/find-exercise.ts';
import { CheckerError, type ErrorCode, errorKinds } from '../errors.ts';
import type { UnjudgedEntry } from '../report/entry.ts';
import { type Grader, GraderDied } from './grader.ts';
import type { Answer, Surveyed } from './grader-protocol.ts';
import type { Source } from './source.ts';

/** One exercise of one submission, before it is judged. */
export interface Work {
  readonly source: Source;
  readonly exercise: Exercise;
  /** Where it lies in the submission; empty for all of it. */
  readonly folder: string;
  /** Of its snapshot; the same for submissions that are alike to the byte. */
  readonly digest: string;
}

export interface Survey {
  readonly works: readonly Work[];
  readonly unjudged: readonly UnjudgedEntry[];
}

const deadlineMs = 90_000;

/**
 * Reads a submission without judging it: what it is, and the digest of each exercise in it. What is wrong with a submission
 * is its own word, and no error. Null where it was stopped.
 */
export async function surveySubmission(
  grader: Grader,
  source: Source,
  { course, exercise }: { readonly course: Course; readonly exercise: Exercise | null },
): Promise<Survey | null> {
  const answer = await askTwice(grader, source, exercise);
  switch (answer.kind) {
    case 'stopped':
      return null;
    case 'surveyed':
      return sort(source, answer.works, course);
    case 'refused':
      if (errorKinds[answer.code] === 'environment')
        throw new CheckerError(answer.code, answer.message, { hint: answer.hint });
      return { works: [], unjudged: [unjudgedAs(source, answer.code, answer.message)] };
    case 'broken':
      return {
        works: [],
        unjudged: [refused(source, `it could not be read, by a mistake of ours: ${firstLine(answer.stack)}`)],
      };
    case 'judged':
      throw new Error('a survey was answered by a judging');
    default:
      return answer satisfies never;
  }
}

/** A process that dies over a submission may have died of something else. */
async function askTwice(grader: Grader, source: Source, exercise: Exercise | null): Promise<Answer> {
  const request = { kind: 'survey', source, exercise: exercise?.id ?? null } as const;
  try {
    return await grader.ask(request, deadlineMs);
  } catch (error) {
    if (!(error instanceof GraderDied)) throw error;
  }
  try {
    return await grader.ask(request, deadlineMs);
  } catch (error) {
    if (!(error instanceof GraderDied)) throw error;
    return { kind: 'broken', stack: error.message };
  }
}

function sort(source: Source, surveyed: readonly Surveyed[], course: Course): Survey {
  if (surveyed.length === 0) {
    const message =
      'nobody can tell which exercise it is: name it with --exercise, or its folder as the exercise';
    return { works: [], unjudged: [{ submission: source.id, kind: 'unknown', message }] };
  }
  const works: Work[] = [];
  const unjudged: UnjudgedEntry[] = [];
  for (const { exercise, folder, snapshot } of surveyed) {
    if (snapshot.kind === 'taken') {
      works.push({ source, exercise: findExercise(course, exercise), folder, digest: snapshot.digest });
      continue;
    }
    const about = surveyed.length === 1 ? '' : `${exercise}: `;
    unjudged.push(unjudgedAs(source, snapshot.code, `${about}${snapshot.message}`));
  }
  return { works, unjudged };
}

function unjudgedAs(source: Source, code: ErrorCode, message: string): UnjudgedEntry {
  if (code === 'SUBMISSION_MISSING')
    return { submission: source.id, kind: 'empty', message: 'it holds no files' };
  if (code === 'ARCHIVE_UNKNOWN') return { submission: source.id, kind: 'unknown', message };
  return refused(source, message);
}

function refused({ id }: Source, message: string): UnjudgedEntry {
  return { submission: id, kind: 'refused', message };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
