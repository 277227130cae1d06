import { findExercise } from '../course/find-exercise.ts';
import { hang } from '../report/layout.ts';
import { listAttempts, type SavedAttempt } from '../workspace/attempts.ts';
import { defineCommand } from './command.ts';
import { openCourse } from './open.ts';
import { penOf, tellCommand, writeScreen } from './screen.ts';
import { speak } from './spoken.ts';
import { workedOn } from './worked-on.ts';
import { writeJson } from './write-json.ts';

export const attempts = defineCommand({
  arguments: { exercise: { kind: 'optional', summary: 'by default the one you are at' } },
  options: { json: { kind: 'flag', summary: 'for machines' } },
  examples: [['attempts task-cli', 'what was saved of it']],
  async run(context, { exercise: name }, { json }) {
    const course = await openCourse(context);
    const { id } = name === undefined ? await workedOn(context, course) : findExercise(course, name);
    const saved = listAttempts(context.root, id);
    if (json) {
      writeJson(context, { exercise: id, attempts: saved });
      return 0;
    }
    const pen = penOf(context);
    const newest = saved.at(-1);
    writeScreen(
      context,
      newest === undefined
        ? [
            ...hang(
              `Nothing was saved of ${id} yet: \`reset\` and \`restore\` save before they change anything.`,
              pen.columns,
              '',
            ),
            '',
            ...tellCommand('Next', 'go on with it', speak('check', id), pen),
          ]
        : [
            pen.chalk.bold(`Saved of ${id}:`),
            ...saved.toReversed().flatMap((attempt) => hang(tell(attempt), pen.columns, '  ', '      ')),
            '',
            ...tellCommand('Next', 'put one back', speak('restore', id, String(newest.id)), pen),
          ],
    );
    return 0;
  },
});

function tell({ id, savedAt, why, passed, total, files }: SavedAttempt): string {
  const when = savedAt === null ? 'time unknown' : tellTime(new Date(savedAt));
  const verdict = passed === null || total === null ? 'never checked' : `last check ${passed} of ${total}`;
  const reason = { reset: 'before a reset', restore: 'before a restore', unknown: 'reason unknown' }[why];
  return `${id}  ${when}  ${reason}, ${verdict}, ${files.length} ${files.length === 1 ? 'file' : 'files'}`;
}

/** `2026-03-01 10:00` by the clock on the wall; Swedish writes it so. */
function tellTime(time: Date): string {
  return time.toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
}
