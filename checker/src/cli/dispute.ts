import { CheckerError } from '../errors.ts';
import { changeAnswerRecords } from '../progress/answer-record.ts';
import { readAnswerFile } from '../workspace/answers.ts';
import { findQuestion, openWritten } from '../written/open-written.ts';
import { digestOf } from './answers/grade-answers.ts';
import { defineCommand } from './command.ts';
import { speak } from './spoken.ts';
import { writeJson } from './write-json.ts';

export const dispute = defineCommand({
  arguments: { question: { kind: 'required', summary: 'the question' } },
  options: {
    concept: {
      kind: 'text',
      placeholder: 'id',
      summary: 'the point that you mean; by default the marks as a whole',
    },
    because: {
      kind: 'text',
      placeholder: 'text',
      summary: 'why the grader is wrong, for the human who reads it',
    },
    json: { kind: 'flag', summary: 'for machines' },
  },
  description:
    'Notes that you disagree with the marks of an answer. It goes into your instructor’s queue, and a human’s mark always wins.',
  examples: [
    ['dispute heap-escape --because "I do say it, in the third sentence"', 'note a disagreement'],
    ['dispute heap-escape --concept cost', 'about one point'],
  ],
  async run(context, { question: slug }, { concept, because, json }) {
    const { root, clock, signal, stdout } = context;
    const question = findQuestion(openWritten(root), slug);
    const ids = [...question.rubric.concepts, ...question.rubric.misconceptions].map(({ id }) => id);
    if (concept !== undefined && !ids.includes(concept))
      throw new CheckerError('USAGE', `${slug} has no point "${concept}"`, {
        hint: `It has: ${ids.join(', ')}.`,
      });
    const text = readAnswerFile(root, slug);
    const digest = text === null ? null : digestOf(text);
    const entry = {
      at: clock.now().toISOString(),
      concept: concept ?? null,
      because: (because ?? '').slice(0, 2000),
    };
    await changeAnswerRecords(
      root,
      (records) => {
        const record = records[slug];
        if (record === undefined || digest === null || record.digest !== digest)
          throw new CheckerError('USAGE', `the answer to ${slug} has no marks yet`, {
            hint: `Grade it first: \`${speak('check', slug)}\`.`,
          });
        return { ...records, [slug]: { ...record, disputes: [...record.disputes, { ...entry, digest }] } };
      },
      { signal },
    );
    if (json) writeJson(context, { question: slug, ...entry });
    else stdout.write(`Noted. An instructor sees it with your answer: npm run checker -- rubric queue.\n`);
    return 0;
  },
});
