import type { Exercise } from '../course/course.ts';
import type { Standing } from '../progress/standing.ts';
import type { Standing as ReportStanding } from '../report/to-report.ts';

/** What a report tells besides the judging: how often each requirement was tried, and what comes after the exercise. */
export function reportStanding(standing: Standing, exercise: Exercise): ReportStanding {
  const own = standing.exercises.find((each) => each.exercise.id === exercise.id);
  const onward = standing.fresh;
  return {
    requirements: Object.fromEntries(
      (own?.requirements ?? []).map(({ requirement, attempts, hints }) => [
        requirement.slug,
        { attempts, hintsShown: hints },
      ]),
    ),
    ...(onward === null
      ? {}
      : {
          next: {
            what: `start the next exercise, ${onward.exercise.manifest.title}`,
            command: `make start E=${onward.exercise.id}`,
          },
        }),
  };
}
