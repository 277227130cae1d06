import { relative } from 'node:path';
import { hang } from '../../report/layout.ts';
import { layAnswerSheets } from '../../workspace/answers.ts';
import type { Question } from '../../written/question.ts';
import type { Context, ExitCode } from '../context.ts';
import { penOf, tellCommand, writeScreen } from '../screen.ts';
import { speak } from '../spoken.ts';
import { writeJson } from '../write-json.ts';

/** Lays out a sheet for each question; one that is there already is never touched. */
export async function startQuestions(
  context: Context,
  name: string,
  questions: readonly Question[],
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const { written, kept } = await layAnswerSheets(context.root, questions, context.signal);
  const files = written.map((file) => relative(context.root, file));
  if (json) {
    writeJson(context, { questions: questions.map(({ slug }) => slug), written: files, kept });
    return 0;
  }
  const pen = penOf(context);
  writeScreen(context, [
    ...(files.length === 0
      ? hang('Every sheet is there already.', pen.columns, '')
      : [
          ...hang(pen.chalk.bold('Sheets to write on, the question on top:'), pen.columns, ''),
          ...files.flatMap((file) => hang(file, pen.columns, '  ')),
        ]),
    ...(kept.length === 0 || files.length === 0
      ? []
      : hang(`Left as they are: ${kept.join(', ')}.`, pen.columns, '')),
    '',
    ...hang('60 to 200 words in your own words: what happens, why, and an example.', pen.columns, ''),
    '',
    ...tellCommand('Next', 'write, then have it graded', speak('check', name), pen),
  ]);
  return 0;
}
