import { z } from 'zod';
import { CheckerError } from '../../errors.ts';
import { grade } from '../../written/grading/grade.ts';
import type { Graded } from '../../written/grading/graded.ts';
import { findQuestion, openWritten } from '../../written/open-written.ts';
import { reasonsOf, type SecondOpinion } from '../../written/opinion/second-opinion.ts';
import { askForEach, openSecondOpinions, tellWithout } from '../answers/second-opinions.ts';
import type { Context, ExitCode } from '../context.ts';
import { writeJson } from '../write-json.ts';
import { readGivenFile } from './read-given-file.ts';

const answer = z.object({ id: z.union([z.string(), z.number()]).transform(String), text: z.string() });
const answersSchema = z.union([
  z.array(answer),
  z.object({ answers: z.array(answer) }).transform(({ answers }) => answers),
]);

/** Marks a file of answers to one question: for instructors who measure the grader on their own. */
export async function gradeFile(
  context: Context,
  named: readonly string[],
  { answers: file, json }: { readonly answers: string | undefined; readonly json: boolean },
): Promise<ExitCode> {
  const [slug, ...rest] = named;
  if (slug === undefined || rest.length > 0 || file === undefined)
    throw new CheckerError('USAGE', 'rubric grade needs one question and a file of answers', {
      hint: 'For example: `rubric grade heap-escape --answers answers.yaml`; the file is a list of { id, text }.',
    });
  const written = openWritten(context.root);
  const question = findQuestion(written, slug);
  const grader = written.graderOf(question);
  const answers = readGivenFile(answersSchema, {
    cwd: context.cwd,
    file,
    hint: 'The file is a list of answers, each { id, text }.',
  }).map(({ id, text }) => ({ id, text, graded: grade(grader, text) }));
  const opinions = await openSecondOpinions(context);
  const given =
    opinions === null
      ? []
      : await askForEach(answers, ({ text, graded }) => opinions.ask({ question, grader, text, graded }));
  tellWithout(context, given);
  const results = answers.map(({ id, graded }, at) => ({ id, ...forMachines(graded, given[at] ?? null) }));
  if (json) writeJson(context, results);
  else
    for (const { id, marks, of, covered, misconceptions, review } of results)
      context.stdout.write(
        `${id}: ${marks} of ${of}${review ? ', a human should look' : ''}; covered ${covered.join(', ') || 'nothing'}${misconceptions.length === 0 ? '' : `; misconceptions ${misconceptions.join(', ')}`}\n`,
      );
  return 0;
}

function forMachines(graded: Graded, opinion: SecondOpinion | null) {
  const { concepts, misconceptions, marks, of, confidence, gates, words, rubric } = graded;
  const review = [...graded.review, ...reasonsOf(opinion)];
  const withVerdict = (wanted: string) =>
    concepts.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
  return {
    marks,
    of,
    covered: withVerdict('covered'),
    contradicted: withVerdict('contradicted'),
    missing: withVerdict('missing'),
    misconceptions: misconceptions.map(({ id }) => id),
    review: review.length > 0,
    reviewReasons: review,
    confidence,
    gates,
    words,
    evidence: [...concepts, ...misconceptions].flatMap(({ id, quote, by }) =>
      quote === null ? [] : [{ id, quote, by }],
    ),
    rubric,
    ...(opinion === null ? {} : { secondOpinion: opinion }),
  };
}
