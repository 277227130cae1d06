import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Course } from '../course/course.ts';
import { CheckerError } from '../errors.ts';
import { progressFile } from '../progress/progress-file.ts';
import { recordStart } from '../progress/record.ts';
import { hang } from '../report/layout.ts';
import { labelled } from '../report/pen.ts';
import { startExercise } from '../workspace/start.ts';
import type { Context, ExitCode } from './context.ts';
import { heed } from './open.ts';
import { penOf, tellCommand, writeScreen } from './screen.ts';
import { speak } from './spoken.ts';
import { writeJson } from './write-json.ts';

/** Nothing was ever started here: no folder of the learner's, and no record. */
export function isFirstRun({ root }: Context): boolean {
  if (existsSync(progressFile(root))) return false;
  const workspace = join(root, 'workspace');
  return !existsSync(workspace) || readdirSync(workspace).every((name) => name.startsWith('.'));
}

/** What `check` does the very first time: starts the first exercise and says where they stand. Judges nothing. */
export async function firstRun(
  context: Context,
  course: Course,
  { json }: { json: boolean },
): Promise<ExitCode> {
  const { root, signal } = context;
  const [exercise] = course.exercises;
  if (exercise === undefined) {
    throw new CheckerError('COURSE_NOT_FOUND', `the course under ${root} has no exercise`, {
      hint: '`git status` shows what is missing, `git restore weeks` brings it back.',
    });
  }
  const { id, manifest } = exercise;
  const { folder } = await startExercise(root, exercise, signal);
  heed(context, await recordStart(root, { exercise: id, at: context.clock.now() }, { signal }));
  const command = speak('check');
  if (json) {
    writeJson(context, {
      firstRun: true,
      started: id,
      folder,
      next: { what: 'work there, then judge it', command },
    });
    return 0;
  }
  const pen = penOf(context);
  const core = manifest.requirements.filter(({ tier }) => tier === 'core').length;
  const where = relative(root, folder);
  const first = manifest.requirements[0];
  writeScreen(context, [
    ...hang(
      pen.chalk.bold('Welcome. You build programs; the checker runs them and says which promise holds.'),
      pen.columns,
      '',
    ),
    '',
    ...hang(`Your first exercise is laid out: ${id}.`, pen.columns, ''),
    ...hang(manifest.summary, pen.columns, ''),
    '',
    ...labelled('Folder', where, pen),
    ...labelled('Start in', `${where}/${manifest.entry}`, pen),
    ...labelled('Page', speak('task', id), pen),
    ...labelled('Promises', tellPromises(manifest.requirements.length, core, manifest.hours), pen),
    ...(first === undefined ? [] : labelled('First', `${first.slug}. ${first.sentence}`, pen)),
    '',
    ...tellCommand('Next', `read the page, write ${first?.slug ?? 'it'}, then judge it`, command, pen),
    ...tellCommand('Or', 'have it judged at every save', speak('watch'), pen),
  ]);
  return 0;
}

function tellPromises(total: number, core: number, hours: number | undefined): string {
  const effort = hours === undefined ? '' : `, about ${hours} ${hours === 1 ? 'hour' : 'hours'} for the core`;
  return `${total}, of which ${core} are core and ${total - core} stretch${effort}. Nothing is judged yet.`;
}
