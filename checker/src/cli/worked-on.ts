import { existsSync } from 'node:fs';
import type { Course, Exercise } from '../course/course.ts';
import { CheckerError } from '../errors.ts';
import { standing } from '../progress/standing.ts';
import { workspaceFolder } from '../workspace/layout.ts';
import type { Context } from './context.ts';
import { openProgress } from './open.ts';

/** The exercise that the learner is at: worked on last, or the first. Throws COURSE_NOT_FOUND for an empty course. */
export async function workedOn(context: Context, course: Course): Promise<Exercise> {
  return (await findWorkedOn(context, course)).exercise;
}

export interface WorkedOn {
  readonly exercise: Exercise;
  /** False where the learner has started nothing at all. */
  readonly isStarted: boolean;
}

/** Where the record knows of nothing, as in a copy of somebody's workspace, the folders that are there tell. */
export async function findWorkedOn(context: Context, course: Course): Promise<WorkedOn> {
  const { current } = standing(course, await openProgress(context));
  if (current === null) {
    throw new CheckerError('COURSE_NOT_FOUND', `there is no exercise under ${context.root}/weeks`, {
      hint: '`git status` shows what is missing, `git restore weeks` brings it back. Another workbook is named by --root.',
    });
  }
  if (current.state !== 'not-started') return { exercise: current.exercise, isStarted: true };
  const found = course.exercises.find(({ id }) => existsSync(workspaceFolder(context.root, id)));
  return { exercise: found ?? current.exercise, isStarted: found !== undefined };
}
