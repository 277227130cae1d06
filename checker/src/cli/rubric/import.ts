import { z } from 'zod';
import { CheckerError } from '../../errors.ts';
import { changeAnswerRecords } from '../../progress/answer-record.ts';
import { findQuestion, openWritten } from '../../written/open-written.ts';
import type { Context, ExitCode } from '../context.ts';
import { writeJson } from '../write-json.ts';
import { readGivenFile } from './read-given-file.ts';

const markedSchema = z.object({
  answers: z.array(
    z.object({
      question: z.string(),
      answer: z.string().describe('the digest that the queue names'),
      marks: z.number().min(0).nullable(),
      by: z.string().default(''),
      note: z.string().default(''),
    }),
  ),
});

/** Takes the marks of a human back, from the file that `rubric queue --json` wrote. They win over the grader's. */
export async function importMarks(
  context: Context,
  { answers: file, json }: { readonly answers: string | undefined; readonly json: boolean },
): Promise<ExitCode> {
  if (file === undefined)
    throw new CheckerError('USAGE', 'rubric import needs a file of marks', {
      hint: 'Write one with `rubric queue --json`, fill in `marks` and `by`, and name it with --answers.',
    });
  const written = openWritten(context.root);
  const marked = readGivenFile(markedSchema, {
    cwd: context.cwd,
    file,
    hint: 'It is what `rubric queue --json` writes, with `marks`, `by` and `note` filled in.',
  }).answers.filter((each) => each.marks !== null);
  for (const { question, marks } of marked) {
    const of = findQuestion(written, question).rubric.concepts.reduce((sum, { points }) => sum + points, 0);
    if (marks !== null && marks > of)
      throw new CheckerError('USAGE', `${file}: expected at most ${of} marks for ${question}, got ${marks}`, {
        hint: 'Nothing was taken over.',
      });
  }
  const at = context.clock.now().toISOString();
  const unknown: string[] = [];
  await changeAnswerRecords(
    context.root,
    (before) => {
      const after = { ...before };
      for (const { question, answer, marks, by, note } of marked) {
        const record = after[question];
        if (record === undefined || record.digest !== answer || marks === null) unknown.push(question);
        else
          after[question] = {
            ...record,
            marks,
            human: { marks, by: by || 'an instructor', note, digest: answer, at },
          };
      }
      return after;
    },
    { signal: context.signal },
  );
  const taken = marked.length - unknown.length;
  if (json) writeJson(context, { taken, unknown });
  else {
    context.stdout.write(`${taken} ${taken === 1 ? 'mark' : 'marks'} taken over.\n`);
    if (unknown.length > 0)
      context.stdout.write(`Left out, since the answer has changed or is not here: ${unknown.join(', ')}.\n`);
  }
  return unknown.length === 0 ? 0 : 1;
}
