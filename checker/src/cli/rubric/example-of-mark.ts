import { goldMarks } from '../../written/evaluation/evaluate.ts';
import type { Question } from '../../written/question.ts';
import { type Example, exampleSchema } from '../../written/rubric/rubric-schema.ts';
import { digestOf } from '../answers/grade-answers.ts';

/** Which points a human saw in an answer. */
export interface Labels {
  readonly covered: readonly string[];
  readonly contradicted: readonly string[];
  readonly misconceptions: readonly string[];
}

export interface HumanMarked {
  /** The digest that the queue named. */
  readonly answer: string;
  readonly text?: string | undefined;
  readonly labels: Labels | null;
  readonly marks: number;
  readonly by: string;
}

export type MadeExample =
  | { readonly kind: 'example'; readonly example: Example }
  | { readonly kind: 'none'; readonly why: string };

/** No answer has so many; what is longer would drown the others in the file. */
const longest = 20_000;

/**
 * An answer that a human has marked, as an example to learn from. It needs labels that come to the marks: the queue lays out
 * the grader's own, and whoever gave other marks without touching them has not said which points they are for. Full marks say
 * it by themselves.
 */
export function exampleOfMark(
  question: Question,
  { answer, text, labels, marks, by }: HumanMarked,
): MadeExample {
  const none = (why: string): MadeExample => ({ kind: 'none', why });
  if (text === undefined) return none('its text is not in the file');
  if (digestOf(text) !== answer) return none('its text is not the one that was marked');
  const tidy = text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}|\p{Cs}/gu, '')
    .trim();
  if (tidy === '') return none('it has no text');
  if (tidy.length > longest) return none(`it has more than ${longest} characters`);
  const { concepts } = question.rubric;
  const everything = concepts.reduce((sum, { points }) => sum + points, 0);
  const base = {
    id: `learner-${answer.slice(0, 8)}`,
    voice: 'learner',
    text: tidy,
    by: by
      .replace(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, 80),
  };
  const labelled = labels === null ? null : exampleSchema.parse({ ...base, ...labels });
  if (labelled !== null && goldMarks(question, labelled) === marks)
    return { kind: 'example', example: labelled };
  if (marks === everything)
    return {
      kind: 'example',
      example: exampleSchema.parse({ ...base, covered: concepts.map(({ id }) => id) }),
    };
  return none(
    labelled === null
      ? 'nobody said which points the marks are for'
      : `its labels come to ${goldMarks(question, labelled)} and the marks are ${marks}`,
  );
}
