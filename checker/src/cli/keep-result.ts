import { join, relative } from 'node:path';
import type { Course, Exercise } from '../course/course.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { recordAttempt } from '../progress/record.ts';
import { standing } from '../progress/standing.ts';
import type { Report } from '../report/schema.ts';
import { toReport } from '../report/to-report.ts';
import { tracesFolder } from '../workspace/layout.ts';
import type { Context } from './context.ts';
import { keepTraces } from './keep-traces.ts';
import { heed } from './open.ts';
import { reportStanding } from './report-standing.ts';
import { rememberTests } from './tests-that-passed.ts';

/** Takes a judging of the learner's own folder into the record, and reports it with what the record knows. */
export async function keepResult(
  context: Context,
  course: Course,
  exercise: Exercise,
  result: JudgeResult,
): Promise<Report> {
  const { scope, points } = toReport(exercise, result);
  const reading = await recordAttempt(context.root, {
    exercise: exercise.id,
    at: context.clock.now(),
    results: result.results,
    points: scope === 'all' && !result.interrupted ? points.earned : null,
    digest: result.provenance.snapshot,
  });
  await rememberTests(context.root, result);
  return toReport(exercise, result, {
    ...reportStanding(standing(course, heed(context, reading)), exercise),
    pictures: await keepPictures(context, exercise, result),
  });
}

/** A report without its pictures is still a report: where they cannot be written, that is said and nothing more. */
async function keepPictures(
  { root, clock, stderr }: Context,
  { id }: Exercise,
  result: JudgeResult,
): Promise<Readonly<Record<string, string>>> {
  const folder = tracesFolder(root, id);
  try {
    const pictures = await keepTraces(folder, result, clock.now());
    return Object.fromEntries(
      Object.entries(pictures).map(([slug, name]) => [slug, join(relative(root, folder), name)]),
    );
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    stderr.write(`checker: the timelines of this check could not be kept: ${error.message}\n`);
    return {};
  }
}
