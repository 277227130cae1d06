import type { Exercise } from '../course/course.ts';
import { recordStart } from '../progress/record.ts';
import { hang } from '../report/layout.ts';
import { startExercise } from '../workspace/start.ts';
import type { Context, ExitCode } from './context.ts';
import { introduce, whatToDo } from './introduce.ts';
import { heed } from './open.ts';
import { penOf, tellCommand, writeScreen } from './screen.ts';
import { speak } from './spoken.ts';
import { writeJson } from './write-json.ts';

/** What `check` does where nothing was started yet: starts the first exercise and says where they stand. Judges nothing. */
export async function firstRun(
  context: Context,
  exercise: Exercise,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const { root, signal } = context;
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
    ...introduce(context, exercise, pen),
    '',
    ...tellCommand('Next', whatToDo(exercise), command, pen),
    ...tellCommand('Or', 'have it judged at every save', speak('watch'), pen),
  ]);
  return 0;
}
