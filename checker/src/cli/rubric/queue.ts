import { readAnswerRecords } from '../../progress/answer-record.ts';
import { readAnswerFile } from '../../workspace/answers.ts';
import { grade } from '../../written/grading/grade.ts';
import type { Graded } from '../../written/grading/graded.ts';
import { openWritten } from '../../written/open-written.ts';
import { digestOf } from '../answers/grade-answers.ts';
import type { Context, ExitCode } from '../context.ts';
import { writeJson } from '../write-json.ts';
import type { Labels } from './example-of-mark.ts';

/**
 * What a human should look at: answers whose marks are in doubt or disputed, and that no human has marked as they stand now.
 * As JSON it is what `rubric import` takes back, with `marks`, `by` and `note` filled in, and `labels` put right.
 */
export async function exportQueue(context: Context, { json }: { readonly json: boolean }): Promise<ExitCode> {
  const written = openWritten(context.root);
  const records = readAnswerRecords(context.root);
  const queue = written.questions.flatMap((question) => {
    const text = readAnswerFile(context.root, question.slug);
    if (text === null || text.trim() === '') return [];
    const digest = digestOf(text);
    const record = records[question.slug];
    const disputes = (record?.disputes ?? []).filter((each) => each.digest === digest);
    if (record?.human?.digest === digest) return [];
    const graded = grade(written.graderOf(question), text);
    const { marks: suggested, of, concepts, misconceptions } = graded;
    const review = [...graded.review, ...(record?.digest === digest ? record.secondOpinion : [])];
    if (review.length === 0 && disputes.length === 0) return [];
    return [
      {
        question: question.slug,
        answer: digest,
        text,
        suggested,
        of,
        review,
        disputes,
        concepts: concepts.map(({ id, verdict, quote }) => ({ id, verdict, quote })),
        misconceptions: misconceptions.map(({ id, quote }) => ({ id, quote })),
        labels: labelsOf(graded),
        marks: null,
        by: '',
        note: '',
      },
    ];
  });
  if (json) writeJson(context, { format: 'backend-workbook-review-queue', version: 1, answers: queue });
  else if (queue.length === 0) context.stdout.write('Nothing waits for a human.\n');
  else
    for (const { question, suggested, of, review, disputes } of queue) {
      const why = [...review, ...disputes.map(({ because }) => `disputed: ${because || 'no reason given'}`)];
      context.stdout.write(`${question}: ${suggested} of ${of}; ${why.join('; ')}\n`);
    }
  return 0;
}

/** As the grader sees it. Where they come to the human's marks they are the human's, and the answer becomes an example. */
function labelsOf({ concepts, misconceptions }: Graded): Labels {
  const withVerdict = (wanted: string) =>
    concepts.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
  return {
    covered: withVerdict('covered'),
    contradicted: withVerdict('contradicted'),
    misconceptions: misconceptions.map(({ id }) => id),
  };
}
