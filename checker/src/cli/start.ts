import { relative } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { findExercise } from '../course/find-exercise.ts';
import { CheckerError } from '../errors.ts';
import { recordStart } from '../progress/record.ts';
import { type Standing, standing } from '../progress/standing.ts';
import { hang } from '../report/layout.ts';
import { labelled } from '../report/pen.ts';
import { sanitizeLine } from '../report/sanitize.ts';
import { workspaceFolder } from '../workspace/layout.ts';
import { addMissing, type Started, startExercise } from '../workspace/start.ts';
import { namedQuestions } from './answers/named-questions.ts';
import { defineCommand } from './command.ts';
import type { Context, ExitCode } from './context.ts';
import { introduce, whatToDo } from './introduce.ts';
import { heed, openCourse, openProgress } from './open.ts';
import { penOf, tellCommand, writeScreen } from './screen.ts';
import { speak } from './spoken.ts';
import { writeJson } from './write-json.ts';

export const start = defineCommand({
  arguments: { exercise: { kind: 'optional', summary: 'by default the next that you have not started' } },
  options: {
    missing: { kind: 'flag', summary: 'only add files of the starter and specs that are not there' },
    json: { kind: 'flag', summary: 'for machines' },
  },
  description: 'A folder that is there already is never touched.',
  examples: [
    ['start task-cli', 'lay out its starter in workspace/task-cli'],
    ['start task-cli --missing', 'bring back files that you deleted'],
    ['start questions-week-1', "sheets for the week's written questions"],
  ],
  async run(context, { exercise: name }, { missing, json }) {
    const { root, signal, clock } = context;
    const questions = name === undefined ? null : await namedQuestions(context, name);
    if (questions !== null && name !== undefined) {
      const { startQuestions } = await import('./answers/start-questions.ts');
      return startQuestions(context, name, questions, { json });
    }
    const course = await openCourse(context);
    const progress = await openProgress(context);
    const exercise =
      name === undefined ? nextToStart(standing(course, progress)) : findExercise(course, name);
    if (missing) return tellAdded(context, exercise, await addMissing(root, exercise, signal), json);
    const started = await startExercise(root, exercise, signal);
    heed(context, await recordStart(root, { exercise: exercise.id, at: clock.now() }, { signal }));
    return tellStarted(context, exercise, started, json);
  },
});

function tellStarted(context: Context, exercise: Exercise, started: Started, json: boolean): ExitCode {
  const command = speak('check', exercise.id);
  if (json) {
    writeJson(context, {
      exercise: exercise.id,
      ...started,
      next: { what: 'work there, then judge it', command },
    });
    return 0;
  }
  const pen = penOf(context);
  const { manifest, id } = exercise;
  const { carriedFrom, kept } = started;
  writeScreen(context, [
    ...hang(pen.chalk.bold(`Started ${id}: ${manifest.title}.`), pen.columns, ''),
    ...hang(manifest.summary, pen.columns, ''),
    '',
    ...introduce(context, exercise, pen),
    ...(carriedFrom === null
      ? []
      : labelled('Carried', `your ${carriedFrom} was copied there; it goes on from it`, pen)),
    ...(kept.length === 0
      ? []
      : labelled('Kept', `yours, not the starter's: ${kept.map(sanitizeLine).join(', ')}`, pen)),
    ...(carriedFrom === null && manifest.carriesOver !== undefined
      ? labelled(
          'Note',
          `there is no ${manifest.carriesOver} of yours to go on from; this is the bare starter`,
          pen,
        )
      : []),
    '',
    ...tellCommand('Next', whatToDo(exercise), command, pen),
  ]);
  return 0;
}

function tellAdded(context: Context, exercise: Exercise, files: readonly string[], json: boolean): ExitCode {
  const { id } = exercise;
  if (json) {
    writeJson(context, { exercise: id, added: files });
    return 0;
  }
  const pen = penOf(context);
  const where = relative(context.root, workspaceFolder(context.root, id));
  writeScreen(context, [
    ...(files.length === 0
      ? hang(`Nothing is missing in ${where}.`, pen.columns, '')
      : [
          ...hang(`Added to ${where}:`, pen.columns, ''),
          ...files.flatMap((file) => hang(file, pen.columns, '  ')),
        ]),
    '',
    ...tellCommand('Next', 'judge it', speak('check', id), pen),
  ]);
  return 0;
}

/** The next that was not started, unless one that was is still open: nobody starts it by a slip. */
function nextToStart({ current, fresh: next }: Standing): Exercise {
  const fresh = next?.exercise;
  if (current?.state === 'started') {
    const open = current.exercise.id;
    throw new CheckerError('USAGE', `you have started ${open}, and its core is still open`, {
      hint:
        `Go on with it: \`${speak('check', open)}\`.` +
        (fresh === undefined ? '' : `\nStart another one beside it: \`${speak('start', fresh.id)}\`.`),
    });
  }
  if (fresh !== undefined) return fresh;
  throw new CheckerError('USAGE', 'you have started every exercise', {
    hint: `\`${speak('progress')}\` shows where you stand.`,
  });
}
