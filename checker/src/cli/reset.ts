import { relative } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { findExercise } from '../course/find-exercise.ts';
import { standing } from '../progress/standing.ts';
import { hang } from '../report/layout.ts';
import { type Replaced, type ReplaceInput, resetExercise } from '../workspace/replace.ts';
import { confirm } from './ask.ts';
import { defineCommand } from './command.ts';
import type { Context, ExitCode } from './context.ts';
import { openCourse, openProgress } from './open.ts';
import { penOf, tellCommand, writeScreen } from './screen.ts';
import { speak } from './spoken.ts';
import { writeJson } from './write-json.ts';

export const reset = defineCommand({
  arguments: { exercise: { kind: 'required', summary: 'the exercise to begin anew' } },
  options: {
    yes: { kind: 'flag', short: 'y', summary: 'without asking' },
    json: { kind: 'flag', summary: 'for machines' },
  },
  description:
    'What you have is saved first, whole, as an attempt that `restore` brings back. Your record stays.',
  examples: [['reset task-cli', 'save workspace/task-cli, then lay the starter anew']],
  async run(context, { exercise: name }, { yes, json }) {
    const exercise = findExercise(await openCourse(context), name);
    const question = `Save what you have of ${exercise.id}, and lay the starter anew?`;
    if (!(await confirm(context, question, yes))) return 0;
    const replaced = await resetExercise(context.root, exercise, await whatIsKnown(context, exercise));
    return tellReplaced(context, exercise, replaced, 'the starter is laid out anew', json);
  },
});

/** What the record says of the state that is about to be saved. */
export async function whatIsKnown(context: Context, exercise: Exercise): Promise<ReplaceInput> {
  const { clock, signal } = context;
  const course = { root: context.root, weeks: [], exercises: [exercise], drafts: [] };
  const [found] = standing(course, await openProgress(context)).exercises;
  const judged = found?.requirements.filter(({ last }) => last !== null) ?? [];
  const passed = judged.filter(({ last }) => last === 'passed').length;
  const known = judged.length > 0;
  return {
    at: clock.now(),
    signal,
    passed: known ? passed : null,
    total: known ? (found?.total ?? null) : null,
  };
}

export function tellReplaced(
  context: Context,
  { id }: Exercise,
  { folder, savedAs }: Replaced,
  done: string,
  json: boolean,
): ExitCode {
  if (json) {
    writeJson(context, { exercise: id, folder, savedAs });
    return 0;
  }
  const pen = penOf(context);
  const where = relative(context.root, folder);
  writeScreen(context, [
    ...hang(`What you had is saved as attempt ${savedAs}; ${done} in ${where}.`, pen.columns, ''),
    ...hang(`A terminal that stands in that folder has to enter it again.`, pen.columns, ''),
    '',
    ...tellCommand('Back', 'undo this', speak('restore', id, String(savedAs)), pen),
    ...tellCommand('Next', 'judge it', speak('check', id), pen),
  ]);
  return 0;
}
