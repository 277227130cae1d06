import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CheckerError } from '../../errors.ts';
import { renderAnswersJunit } from '../../report/answers-junit.ts';
import { openWritten, type Written } from '../../written/open-written.ts';
import type { Question } from '../../written/question.ts';
import type { Context, ExitCode } from '../context.ts';
import { penOf, tellCommand, writeScreen } from '../screen.ts';
import { speak } from '../spoken.ts';
import { writeJson } from '../write-json.ts';
import { type AnswerResult, gradeAnswers } from './grade-answers.ts';
import { forReport, isGood, tellAnswers } from './report-answers.ts';
import { openSecondOpinions, tellWithout } from './second-opinions.ts';

export interface CheckAnswersOptions {
  readonly json: boolean;
  readonly junit: string | undefined;
}

/** The questions that a name stands for: all, those of a week, or one. Null where it names none. */
export function questionsNamed(
  { questions }: Pick<Written, 'questions'>,
  name: string,
): readonly Question[] | null {
  if (name === 'questions') return questions;
  const week = /^questions-week-(\d+)$/.exec(name)?.[1];
  const found = questions.filter((question) =>
    week === undefined ? question.slug === name : question.week === Number(week),
  );
  return found.length === 0 ? null : found;
}

/** Grades written answers. Exit code 0 where each has two thirds of its points and no wrong belief, else 1. */
export async function checkAnswers(
  context: Context,
  name: string,
  options: CheckAnswersOptions,
): Promise<ExitCode> {
  const written = openWritten(context.root);
  const questions = questionsNamed(written, name) ?? [];
  const opinions = await openSecondOpinions(context);
  const results = await gradeAnswers(context, written, questions, opinions);
  const answered = results.filter((result) => result.kind === 'graded');
  tellWithout(
    context,
    answered.map(({ opinion }) => opinion),
  );
  if (answered.length === 0 && !options.json) throw nothingWritten(name, questions, results);
  if (options.junit !== undefined)
    await writeFile(resolve(context.cwd, options.junit), renderAnswersJunit(results.map(forReport)));
  if (options.json)
    writeJson(context, { format: 'backend-workbook-answers', version: 1, answers: results.map(forReport) });
  else show(context, results, name);
  return results.every(isGood) ? 0 : 1;
}

function show(context: Context, results: readonly AnswerResult[], name: string): void {
  const pen = penOf(context);
  writeScreen(context, [
    ...tellAnswers(results, pen),
    '',
    ...tellCommand('Next', 'write on, then grade it again', speak('check', name), pen),
  ]);
}

function nothingWritten(
  name: string,
  questions: readonly Question[],
  results: readonly AnswerResult[],
): CheckerError {
  const [first] = questions;
  const sheets = results.some((result) => result.kind === 'unanswered' && result.started);
  const week = first === undefined ? name : `questions-week-${first.week}`;
  return new CheckerError('SUBMISSION_MISSING', `there is no answer to ${name} yet`, {
    hint: sheets
      ? `Write below the line in workspace/questions/${first?.slug ?? name}.md, 60 to 200 words in your own words; then check again.`
      : `\`${speak('start', week)}\` lays out a sheet for each question of the week in workspace/questions.`,
  });
}
