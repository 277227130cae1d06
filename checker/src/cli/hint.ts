import type { Exercise } from '../course/course.ts';
import { findExercise, findRequirement } from '../course/find-exercise.ts';
import { CheckerError } from '../errors.ts';
import { recordHint } from '../progress/record.ts';
import { type ExerciseStanding, type RequirementStanding, standingOfExercise } from '../progress/standing.ts';
import { confirm } from './ask.ts';
import { defineCommand } from './command.ts';
import type { Context } from './context.ts';
import { heed, openCourse, openProgress } from './open.ts';
import { speak } from './spoken.ts';
import { workedOn } from './worked-on.ts';
import { writeJson } from './write-json.ts';

export const hint = defineCommand({
  arguments: {
    exercise: { kind: 'optional', summary: 'by default the one you are at' },
    requirement: { kind: 'optional', summary: 'by default the first that fails' },
  },
  options: {
    yes: { kind: 'flag', short: 'y', summary: 'show the last hint without asking' },
    json: { kind: 'flag', summary: 'for machines' },
  },
  description:
    'Each call shows one hint more, from a nudge to nearly the answer. Your record keeps how many you took.',
  examples: [
    ['hint', 'for what fails now'],
    ['hint task-cli adds', 'for this requirement'],
  ],
  async run(context, { exercise: name, requirement: slug }, { yes, json }) {
    const course = await openCourse(context);
    const exercise = name === undefined ? await workedOn(context, course) : findExercise(course, name);
    const found = standingOfExercise(exercise, await openProgress(context));
    if (name === undefined) refuseDone(found);
    const wanted =
      slug === undefined ? firstOpen(found) : standingOf(found, findRequirement(exercise, slug).slug);
    const { requirement, hints: before } = wanted;
    const { hints } = requirement;
    const level = Math.min(before + 1, hints.length);
    const asks = level === hints.length && before < hints.length;
    const question = `The last hint of ${requirement.slug} is nearly the answer. Show it?`;
    if (asks && !(await confirm(context, question, yes))) return 0;
    await keepHint(context, exercise, requirement.slug, level);
    if (json) {
      const shown = hints.slice(0, level);
      writeJson(context, {
        exercise: exercise.id,
        requirement: requirement.slug,
        level,
        of: hints.length,
        hints: shown,
      });
    } else {
      await draw(context, exercise, wanted, level);
    }
    return 0;
  },
});

function refuseDone({ exercise: { id }, state }: ExerciseStanding): void {
  if (state !== 'complete') return;
  throw new CheckerError('USAGE', `${id} is done: nothing is left to give a hint for`, {
    hint: `\`${speak('next')}\` says what to do now. To read hints all the same, name an exercise and a requirement: \`${speak('hint', '<exercise>', '<requirement>')}\`.`,
  });
}

/** The first that failed when it was judged last, else the first that never passed, else the first. */
function firstOpen({ exercise, requirements }: ExerciseStanding): RequirementStanding {
  const open =
    requirements.find(({ last }) => last === 'failed') ??
    requirements.find(({ passed }) => !passed) ??
    requirements[0];
  if (open !== undefined) return open;
  throw new CheckerError('REQUIREMENT_UNKNOWN', `${exercise.id} has no requirements`, {
    hint: 'Name another exercise.',
  });
}

function standingOf({ requirements }: ExerciseStanding, slug: string): RequirementStanding {
  const found = requirements.find(({ requirement }) => requirement.slug === slug);
  if (found !== undefined) return found;
  throw new CheckerError('REQUIREMENT_UNKNOWN', `there is no requirement ${slug}`, { hint: 'Name another.' });
}

async function keepHint(
  context: Context,
  exercise: Exercise,
  requirement: string,
  level: number,
): Promise<void> {
  const { root, signal } = context;
  heed(context, await recordHint(root, { exercise: exercise.id, requirement, level }, { signal }));
}

async function draw(
  context: Context,
  exercise: Exercise,
  wanted: RequirementStanding,
  level: number,
): Promise<void> {
  const { penOf, tellCommand, writeScreen } = await import('./screen.ts');
  const { hang } = await import('../report/layout.ts');
  const pen = penOf(context);
  const { requirement } = wanted;
  const left = requirement.hints.length - level;
  const shown = requirement.hints.slice(0, level).flatMap((text, index) => {
    const title = `Hint ${index + 1} of ${requirement.hints.length}`;
    return ['', pen.chalk.bold(title), ...hang(text, pen.columns, '  ')];
  });
  const more = left === 0 ? 'That was the last one.' : `${left} more: the same command again.`;
  writeScreen(context, [
    ...hang(
      `${pen.chalk.bold(requirement.slug)} (${exercise.id}): ${requirement.sentence}`,
      pen.columns,
      '',
      '  ',
    ),
    ...shown,
    '',
    ...hang(more, pen.columns, ''),
    ...tellCommand(
      'Next',
      'try it, then judge it',
      speak('check', exercise.id, '--only', requirement.slug),
      pen,
    ),
  ]);
}
