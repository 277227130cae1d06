import type { Course, Exercise } from '../course/course.ts';
import { CheckerError } from '../errors.ts';
import { standing } from '../progress/standing.ts';
import type { Context } from './context.ts';
import { openProgress } from './open.ts';

/** The exercise that the learner is at; where everything is done, the last one. Throws COURSE_NOT_FOUND for an empty course. */
export async function workedOn(context: Context, course: Course): Promise<Exercise> {
  const exercise = standing(course, await openProgress(context)).current?.exercise ?? course.exercises.at(-1);
  if (exercise === undefined) {
    throw new CheckerError('COURSE_NOT_FOUND', `there is no exercise under ${context.root}/weeks`, {
      hint: 'Run the checker inside the workbook, or name it with --root.',
    });
  }
  return exercise;
}
