import { findExercise } from '../course/find-exercise.ts';
import { findAttempt } from '../workspace/attempts.ts';
import { restoreAttempt } from '../workspace/replace.ts';
import { defineCommand } from './command.ts';
import { openCourse } from './open.ts';
import { tellReplaced, whatIsKnown } from './reset.ts';

export const restore = defineCommand({
  arguments: {
    exercise: { kind: 'required', summary: 'the exercise' },
    attempt: { kind: 'required', summary: 'its number, as `attempts` lists it' },
  },
  options: { json: { kind: 'flag', summary: 'for machines' } },
  description: 'What you have now is saved first, so that this can be undone.',
  examples: [['restore task-cli 2', 'put attempt 2 back']],
  async run(context, { exercise: name, attempt }, { json }) {
    const exercise = findExercise(await openCourse(context), name);
    const { id } = findAttempt(context.root, exercise.id, attempt);
    const known = await whatIsKnown(context, exercise);
    const replaced = await restoreAttempt(context.root, exercise, attempt, known);
    return tellReplaced(context, exercise, replaced, `attempt ${id} is back`, json);
  },
});
