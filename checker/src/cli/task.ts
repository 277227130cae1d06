import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { findExercise } from '../course/find-exercise.ts';
import { CheckerError } from '../errors.ts';
import { workspaceFolder } from '../workspace/layout.ts';
import { defineCommand } from './command.ts';
import type { Context } from './context.ts';
import { openCourse } from './open.ts';
import { speak } from './spoken.ts';
import { workedOn } from './worked-on.ts';

export const task = defineCommand({
  arguments: { exercise: { kind: 'optional', summary: 'by default the one you are at' } },
  options: {},
  examples: [
    ['task', 'the page of the exercise you are at: story, contract, requirements'],
    ['task task-cli | less -R', 'page by page; add --color to keep the colours'],
  ],
  async run(context, { exercise: name }) {
    const course = await openCourse(context);
    const exercise = name === undefined ? await workedOn(context, course) : findExercise(course, name);
    const file = join(exercise.folder, 'README.md');
    const text = await readPage(file, exercise.id);
    const { codeWidth, renderMarkdown } = await import('../report/markdown.ts');
    const { columns, color, unicode } = context;
    context.stdout.write(
      renderMarkdown(text, { columns: Math.min(columns, mostColumns), codeColumns: columns, color, unicode }),
    );
    await tellOnward(context, exercise, file, codeWidth(text));
    return 0;
  },
});

/** Wider text is hard to read. */
const mostColumns = 100;

/** The end of a long page is what stays on the screen: it says where the page is, and what to do now. */
async function tellOnward(context: Context, { id }: Exercise, file: string, width: number): Promise<void> {
  const { penOf, tellCommand, writeScreen } = await import('./screen.ts');
  const { labelled } = await import('../report/pen.ts');
  const pen = penOf(context);
  const folder = workspaceFolder(context.root, id);
  const isStarted = existsSync(folder);
  const [what, command] = isStarted
    ? [`work in ${relative(context.root, folder)}, then judge it`, speak('check', id)]
    : ['start it', speak('start', id)];
  context.stdout.write('\n');
  writeScreen(context, [
    ...labelled('File', relative(context.root, file), pen),
    ...(context.stdout.isTTY === true
      ? labelled('Scroll', `${speak('task', id, '--color')} | less -R`, pen)
      : []),
    ...(width > pen.columns
      ? labelled('Wide', `some lines are folded here; drawings are whole in ${width} columns`, pen)
      : []),
    '',
    ...tellCommand('Next', what, command, pen),
  ]);
}

async function readPage(file: string, id: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CheckerError('COURSE_NOT_FOUND', `${id} has no page: ${file}`, {
      hint: 'The repository is not complete. `git status` shows what is missing, `git restore weeks` brings it back.',
      cause,
    });
  }
}
