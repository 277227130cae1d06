import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { watch as watchFiles } from 'chokidar';
import { CheckerError } from '../../errors.ts';
import { escapeInvisible } from '../../report/json.ts';
import { screen } from '../../report/layout.ts';
import { answerFile } from '../../workspace/answers.ts';
import { openWritten } from '../../written/open-written.ts';
import type { Context, ExitCode } from '../context.ts';
import { penOf } from '../screen.ts';
import { speak } from '../spoken.ts';
import { collectChanges, oneSaveMs } from '../watching/changes.ts';
import { listenForKeys } from '../watching/keys.ts';
import { showFrame } from '../watching/show-frame.ts';
import { questionsNamed } from './check-answers.ts';
import { type AnswerResult, gradeAnswers } from './grade-answers.ts';
import { forReport, tellAnswers } from './report-answers.ts';

/** Grades written answers again at every save, without a second opinion; what has not changed is not shown again. */
export async function watchAnswers(
  context: Context,
  name: string,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const written = openWritten(context.root);
  const questions = questionsNamed(written, name) ?? [];
  const folder = dirname(answerFile(context.root, 'any'));
  if (!existsSync(folder)) {
    const week = questions[0]?.week ?? 1;
    throw new CheckerError('WORKSPACE_MISSING', 'there is no sheet to write on yet', {
      hint: `\`${speak('start', `questions-week-${week}`)}\` lays them out.`,
    });
  }
  const changes = collectChanges(oneSaveMs, context.signal);
  const files = watchFiles(folder, { ignoreInitial: true, depth: 0 }).on('all', changes.changed);
  await using _ = { [Symbol.asyncDispose]: () => files.close() };
  using __ = listenForKeys(context.stdin, {
    q: changes.quit,
    '\r': changes.changed,
    '\n': changes.changed,
    '\u0003': changes.quit,
  });
  let before = new Map<string, string>();
  for await (const outdated of changes) {
    const results = await gradeAnswers(context, written, questions, null);
    if (outdated.aborted) continue;
    const now = new Map(results.map((result) => [result.question.slug, stateOf(result)]));
    const changed = results.filter(({ question: { slug } }) => before.get(slug) !== now.get(slug));
    before = now;
    const shown = changed.length === 0 ? results : changed;
    if (json) context.stdout.write(`${escapeInvisible(JSON.stringify(shown.map(forReport)))}\n`);
    else showFrame(context, screen(tellAnswers(shown, penOf(context))), 'questions');
  }
  return 0;
}

function stateOf(result: AnswerResult): string {
  return result.kind === 'graded' ? result.digest : 'unanswered';
}
