import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { tellProblem } from '../../course/problem.ts';
import { CheckerError } from '../../errors.ts';
import { changeAnswerRecords } from '../../progress/answer-record.ts';
import { findQuestion, openWritten } from '../../written/open-written.ts';
import { readDocument } from '../../written/rubric/read-document.ts';
import type { Context, ExitCode } from '../context.ts';
import { writeJson } from '../write-json.ts';

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
  const marked = readMarks(resolve(context.cwd, file), file).filter((each) => each.marks !== null);
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

function readMarks(path: string, file: string) {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CheckerError('USAGE', `cannot read ${file}: ${(cause as Error).message}`, {
      hint: 'Name the file that `rubric queue --json` wrote.',
      cause,
    });
  }
  const reading = readDocument(markedSchema, text, file);
  if (reading.ok) return reading.value.answers;
  throw new CheckerError('USAGE', reading.problems.slice(0, 10).map(tellProblem).join('\n'), {
    hint: 'It is what `rubric queue --json` writes, with `marks`, `by` and `note` filled in.',
  });
}
