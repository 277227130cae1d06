import type { Course, Exercise } from '../course/course.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { recordAttempt } from '../progress/record.ts';
import { standing } from '../progress/standing.ts';
import type { Report } from '../report/schema.ts';
import { toReport } from '../report/to-report.ts';
import type { Context } from './context.ts';
import { heed } from './open.ts';
import { reportStanding } from './report-standing.ts';

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
  return toReport(exercise, result, reportStanding(standing(course, heed(context, reading)), exercise));
}
