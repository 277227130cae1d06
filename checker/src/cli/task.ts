import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findExercise } from '../course/find-exercise.ts';
import { CheckerError } from '../errors.ts';
import { defineCommand } from './command.ts';
import { openCourse } from './open.ts';
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
    const text = await readPage(join(exercise.folder, 'README.md'), exercise.id);
    const { renderMarkdown } = await import('../report/markdown.ts');
    const { columns, color, unicode } = context;
    context.stdout.write(renderMarkdown(text, { columns: Math.min(columns, 100), color, unicode }));
    return 0;
  },
});

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
