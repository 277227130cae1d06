import { relative } from 'node:path';
import { z } from 'zod';
import { CheckerError } from '../../errors.ts';
import { changeAnswerRecords } from '../../progress/answer-record.ts';
import { findQuestion, openWritten, type Written } from '../../written/open-written.ts';
import type { Question } from '../../written/question.ts';
import { type Example, exampleSchema } from '../../written/rubric/rubric-schema.ts';
import type { Context, ExitCode } from '../context.ts';
import { writeJson } from '../write-json.ts';
import { exampleOfMark } from './example-of-mark.ts';
import { type KeptExamples, keepExamples } from './keep-examples.ts';
import { readGivenFile } from './read-given-file.ts';

const ids = z.array(z.string()).default([]);
const markedAnswer = z.object({
  question: z.string(),
  answer: z.string().describe('the digest that the queue names'),
  text: z.string().optional(),
  labels: z.object({ covered: ids, contradicted: ids, misconceptions: ids }).nullable().default(null),
  marks: z.number().min(0).nullable(),
  by: z.string().default(''),
  note: z.string().default(''),
});
const markedSchema = z.object({
  answers: z.array(markedAnswer).optional(),
  question: z.string().optional(),
  examples: z.array(exampleSchema).optional(),
});

type Marked = z.output<typeof markedAnswer> & { readonly marks: number };

const hint =
  'It is what `rubric queue --json` writes, with `marks`, `by` and `note` filled in; or a file of examples that an earlier import has laid aside.';

/**
 * Takes the marks of a human back, from the file that `rubric queue --json` wrote. They win over the grader's, and the answers
 * become examples of their questions. A file of examples, from where the course could not be written to, is taken as well.
 */
export async function importMarks(
  context: Context,
  { answers: file, json }: { readonly answers: string | undefined; readonly json: boolean },
): Promise<ExitCode> {
  if (file === undefined)
    throw new CheckerError('USAGE', 'rubric import needs a file of marks', {
      hint: 'Write one with `rubric queue --json`, fill in `marks` and `by`, and name it with --answers.',
    });
  const written = openWritten(context.root);
  const given = readGivenFile(markedSchema, { cwd: context.cwd, file, hint });
  if (given.answers === undefined && (given.examples === undefined || given.question === undefined))
    throw new CheckerError(
      'USAGE',
      `${file}: expected \`answers\`, or \`question\` and \`examples\`, got neither`,
      { hint },
    );
  const marked = (given.answers ?? []).flatMap((each) =>
    each.marks === null ? [] : [{ ...each, marks: each.marks, by: each.by.trim() || 'an instructor' }],
  );
  refuseWhatIsNotThere(written, file, marked);
  const aside = given.question === undefined ? null : findQuestion(written, given.question);
  if (aside !== null) refuseLabels(aside, file, given.examples ?? []);
  const unknown = await takeMarks(context, marked);

  const examples = new Map<Question, Example[]>();
  const without: { readonly question: string; readonly why: string }[] = [];
  for (const each of marked) {
    const question = findQuestion(written, each.question);
    const made = exampleOfMark(question, each);
    if (made.kind === 'example') examples.set(question, [...(examples.get(question) ?? []), made.example]);
    else without.push({ question: question.slug, why: made.why });
  }
  if (aside !== null) examples.set(aside, [...(examples.get(aside) ?? []), ...(given.examples ?? [])]);
  const kept: KeptExamples[] = [];
  for (const [question, fresh] of examples) kept.push(await keepExamples(context.root, question, fresh));
  const taken = marked.length - unknown.length;
  if (json)
    writeJson(context, { taken, unknown, examples: kept.map((each) => forMachines(context, each)), without });
  else context.stdout.write(`${tell(context, { taken, unknown, kept, without }).join('\n')}\n`);
  return unknown.length === 0 ? 0 : 1;
}

/** Throws before anything is taken over. */
function refuseWhatIsNotThere(written: Written, file: string, marked: readonly Marked[]): void {
  for (const { question: slug, marks, labels } of marked) {
    const question = findQuestion(written, slug);
    const of = question.rubric.concepts.reduce((sum, { points }) => sum + points, 0);
    if (marks > of)
      throw new CheckerError('USAGE', `${file}: expected at most ${of} marks for ${slug}, got ${marks}`, {
        hint: 'Nothing was taken over.',
      });
    if (labels !== null) refuseLabels(question, file, [labels]);
  }
}

function refuseLabels(
  { slug, rubric }: Question,
  file: string,
  labelled: readonly Pick<Example, 'covered' | 'contradicted' | 'misconceptions'>[],
): void {
  const concepts = rubric.concepts.map(({ id }) => id);
  const misconceptions = rubric.misconceptions.map(({ id }) => id);
  for (const labels of labelled)
    for (const [named, known, what] of [
      [[...labels.covered, ...labels.contradicted], concepts, 'concept'],
      [labels.misconceptions, misconceptions, 'misconception'],
    ] as const)
      for (const id of named)
        if (!known.includes(id))
          throw new CheckerError(
            'USAGE',
            `${file}: expected a ${what} of ${slug}, got ${JSON.stringify(id)}`,
            {
              hint: `There are: ${known.join(', ')}. Nothing was taken over.`,
            },
          );
}

/** @returns the questions whose answer is another one here by now, or not here at all */
async function takeMarks({ root, clock, signal }: Context, marked: readonly Marked[]): Promise<string[]> {
  if (marked.length === 0) return [];
  const at = clock.now().toISOString();
  const unknown: string[] = [];
  await changeAnswerRecords(
    root,
    (before) => {
      const after = { ...before };
      for (const { question, answer, marks, by, note } of marked) {
        const record = after[question];
        if (record === undefined || record.digest !== answer) unknown.push(question);
        else after[question] = { ...record, marks, human: { marks, by, note, digest: answer, at } };
      }
      return after;
    },
    { signal },
  );
  return unknown;
}

interface Outcome {
  readonly taken: number;
  readonly unknown: readonly string[];
  readonly kept: readonly KeptExamples[];
  readonly without: readonly { readonly question: string; readonly why: string }[];
}

function tell(context: Context, { taken, unknown, kept, without }: Outcome): string[] {
  return [
    `${taken} ${taken === 1 ? 'mark' : 'marks'} taken over.`,
    ...(unknown.length === 0
      ? []
      : [`Left out, since the answer has changed or is not here: ${unknown.join(', ')}.`]),
    ...kept.flatMap((each) => {
      const { question, added, known } = each;
      const file = relative(context.cwd, each.file);
      const count = added.length === 1 ? '1 example' : `${added.length} examples`;
      return [
        ...(added.length === 0 ? [] : [`${question}: ${count} more in ${file}.`]),
        ...(added.length === 0 || each.inCourse
          ? []
          : [
              '  The course cannot be written to here. Where it can: `rubric import --answers` with that file.',
            ]),
        ...known.map(
          ({ id, differs }) =>
            `${question}: the same words are the example ${id} already${differs ? ', which is labelled otherwise; it was left as it is' : ''}.`,
        ),
      ];
    }),
    ...without.map(({ question, why }) => `${question}: no example was made, since ${why}.`),
    ...(kept.some(({ added, inCourse }) => inCourse && added.length > 0)
      ? ['`rubric train` learns from those in the development half.']
      : []),
  ];
}

function forMachines({ root }: Context, { file, ...rest }: KeptExamples) {
  return { ...rest, file: relative(root, file).replaceAll('\\', '/') };
}
