import type { Exercise } from '../course/course.ts';
import type { NextStep, Standing } from '../progress/standing.ts';
import type { Standing as ReportStanding } from '../report/to-report.ts';
import { type Advice, advise } from './advise.ts';

/** What a report tells besides the judging: how often each requirement was tried, and what comes after the exercise. */
export function reportStanding(standing: Standing, exercise: Exercise): ReportStanding {
  const own = standing.exercises.find((each) => each.exercise.id === exercise.id);
  const next = adviseOnward(standing.next, exercise);
  return {
    requirements: Object.fromEntries(
      (own?.requirements ?? []).map(({ requirement, attempts, hints }) => [
        requirement.slug,
        { attempts, hintsShown: hints },
      ]),
    ),
    ...(next === null ? {} : { next }),
  };
}

/** As `next` says it, unless that is about this exercise, of which the report itself says what to do. */
function adviseOnward(next: NextStep, { id }: Exercise): Advice | null {
  if (next.kind === 'finished' || next.exercise.id === id) return null;
  const advice = advise(next);
  return next.kind === 'start'
    ? { what: `start the next exercise, ${next.exercise.manifest.title}`, command: advice.command }
    : advice;
}
