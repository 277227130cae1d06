import { screen } from './layout.ts';
import { takePen } from './pen.ts';
import type { ReportedRequirement } from './schema.ts';
import { tellFailure } from './tell-failure.ts';

/**
 * A verdict as one sentence, null where it passed. Texts of the submission stand in it as they were.
 */
export function verdictLine({ verdict, points }: ReportedRequirement): string | null {
  switch (verdict.kind) {
    case 'passed':
      return null;
    case 'failed':
      return `expected ${verdict.observation.expected}; saw ${verdict.observation.saw}`;
    case 'blocked':
      return `blocked by ${verdict.by}${points.judged === 0 && points.possible > 0 ? `, ${notCounted}` : ''}`;
    case 'inconclusive':
      return `inconclusive, ${notCounted}: ${verdict.cause}`;
    case 'not-run':
      return `not run, ${notCounted}: ${verdict.reason}`;
    default:
      return verdict satisfies never;
  }
}

/** What is said of points that the learner is not answerable for, in every form. */
export const notCounted = 'not counted against the learner';

/** The whole of a verdict as lines without colour, safe to show; empty where it passed. */
export function verdictText(exercise: string, requirement: ReportedRequirement): string {
  const { verdict } = requirement;
  if (verdict.kind === 'failed') {
    const pen = takePen({ columns: 100, color: false, verbose: true, unicode: true, plain: true });
    return screen(tellFailure(exercise, requirement, verdict.observation, pen));
  }
  const line = verdictLine(requirement);
  const hint = 'hint' in verdict ? verdict.hint : '';
  return [line, hint].filter((text) => text !== null && text !== '').join('\n');
}

/** What a form says whose total cannot: that some points could not be judged. Null where all were. */
export function tellUnjudged({ judged, possible }: { judged: number; possible: number }): string | null {
  if (judged >= possible) return null;
  return `Only ${judged} of ${possible} points could be judged. The others are ${notCounted}: judge again, on a machine that has what is missing.`;
}
