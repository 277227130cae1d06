import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Question } from '../../written/question.ts';
import type { Context } from '../context.ts';

/**
 * The questions that a name stands for: `questions`, `questions-week-2`, or one question's own. Null where it is an exercise's,
 * which is found out without reading a rubric.
 */
export async function namedQuestions(context: Context, name: string): Promise<readonly Question[] | null> {
  if (name !== 'questions' && !name.startsWith('questions-week-') && !isQuestion(context.root, name))
    return null;
  const { openWritten } = await import('../../written/open-written.ts');
  const { questionsNamed } = await import('./check-answers.ts');
  return questionsNamed(openWritten(context.root), name);
}

function isQuestion(root: string, name: string): boolean {
  const weeks = join(root, 'weeks');
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(weeks)) return false;
  return readdirSync(weeks).some((week) => existsSync(join(weeks, week, 'questions', `${name}.rubric.yaml`)));
}
