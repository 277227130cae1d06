import type { NextStep } from '../progress/standing.ts';
import { speak } from './spoken.ts';

export interface Advice {
  /** Reads on after `Next: `. */
  readonly what: string;
  readonly command: string;
}

/** The next step in words, with its exact command. */
export function advise(step: NextStep): Advice {
  switch (step.kind) {
    case 'start':
      return { what: `start ${step.exercise.id}`, command: speak('start', step.exercise.id) };
    case 'check':
      return {
        what: `work on ${step.exercise.id}, then judge it`,
        command: speak('check', step.exercise.id),
      };
    case 'fix':
      return {
        what: `fix ${step.requirement.requirement.slug} in ${step.exercise.id}, then judge again`,
        command: speak('check', step.exercise.id),
      };
    case 'stretch':
      return {
        what: `try ${step.requirement.requirement.slug}, a stretch requirement of ${step.exercise.id}, then judge it`,
        command: speak('check', step.exercise.id),
      };
    case 'finished':
      return { what: 'everything is done; look at it once more', command: speak('progress') };
    default:
      return step satisfies never;
  }
}
