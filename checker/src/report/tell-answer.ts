import type { Graded } from '../written/grading/graded.ts';
import type { SecondOpinion } from '../written/opinion/second-opinion.ts';
import { hang } from './layout.ts';
import { labelled, margin, type Pen } from './pen.ts';
import { sanitizeLine } from './sanitize.ts';
import { markOf } from './symbols.ts';

/** What the feedback on an answer needs of its question. */
export interface AskedQuestion {
  readonly slug: string;
  readonly title: string;
  readonly concepts: readonly { readonly id: string; readonly ask: string; readonly covered: string }[];
  readonly misconceptions: readonly { readonly id: string; readonly correction: string }[];
  readonly lesson: readonly string[];
}

/** What a human said of exactly this text, where one did. */
export interface HumanWord {
  readonly marks: number;
  readonly by: string;
  readonly note: string;
}

export interface ToldAnswer {
  readonly graded: Graded;
  readonly human: HumanWord | null;
  readonly opinion: SecondOpinion | null;
}

/** The feedback on one answer as a screen: what is there, with the learner's own words; what leads on; what is wrong. */
export function tellAnswer(
  question: AskedQuestion,
  { graded, human, opinion }: ToldAnswer,
  pen: Pen,
): string[] {
  const review = [...graded.review, ...tellDifferences(graded, opinion)];
  const covered = graded.concepts.filter(({ verdict }) => verdict === 'covered');
  const open = graded.concepts.filter(({ verdict }) => verdict !== 'covered');
  const denied = open.filter(({ verdict }) => verdict === 'contradicted');
  const first = open.find(({ verdict }) => verdict === 'contradicted') ?? open[0];
  const textOf = (id: string) => question.concepts.find((concept) => concept.id === id);
  return [
    ...hang(pen.chalk.bold(`${question.slug}: ${question.title}`), pen.columns, ''),
    ...hang(tellMarks(graded, human), pen.columns, ''),
    ...covered.flatMap(({ id, quote }) => [
      '',
      ...hang(symbol('passed', `covered: ${words(id)}`, pen), pen.columns, ''),
      ...(quote === null ? [] : labelled('You said', `“${sanitizeLine(quote)}”`, pen)),
      ...labelled('Further', textOf(id)?.covered ?? '', pen),
    ]),
    ...denied.flatMap(({ id, quote }) => [
      '',
      ...hang(
        symbol('failed', 'a sentence that reads like the opposite of what holds', pen),
        pen.columns,
        '',
      ),
      ...(quote === null ? [] : labelled('You said', `“${sanitizeLine(quote)}”`, pen)),
      ...labelled('Ask', textOf(id)?.ask ?? '', pen),
    ]),
    ...graded.misconceptions.flatMap(({ id, quote }) => [
      '',
      ...hang(symbol('failed', 'a belief that does not hold', pen), pen.columns, ''),
      ...labelled('You said', `“${sanitizeLine(quote)}”`, pen),
      ...labelled('In truth', question.misconceptions.find((each) => each.id === id)?.correction ?? '', pen),
    ]),
    ...open
      .filter(({ verdict }) => verdict === 'missing')
      .flatMap(({ id }, at) => [
        ...(at === 0
          ? ['', ...hang(symbol('not-run', 'not there yet; ask yourself', pen), pen.columns, '')]
          : []),
        ...hang(textOf(id)?.ask ?? '', pen.columns, `${margin}- `, `${margin}  `),
      ]),
    ...graded.gates.flatMap(({ reason, about }) =>
      reason === ''
        ? []
        : [
            '',
            ...hang(symbol('blocked', `not read: ${reason}`, pen), pen.columns, ''),
            ...(about === 'all'
              ? []
              : labelled('There', `“${sanitizeLine(about.sentence).slice(0, 200)}”`, pen)),
          ],
    ),
    ...(review.length === 0
      ? []
      : ['', ...hang(`A human should look at these marks: ${review.join('; ')}.`, pen.columns, '')]),
    ...(first === undefined && graded.misconceptions.length === 0
      ? []
      : ['', ...question.lesson.flatMap((page, at) => labelled(at === 0 ? 'Read' : 'and', page, pen))]),
  ];
}

/** Names only the points that the learner was given: the name of another would say what is missing. */
function tellDifferences({ concepts }: Graded, opinion: SecondOpinion | null): string[] {
  if (opinion?.kind !== 'given' || opinion.differs.length === 0) return [];
  const covered = (id: string) => concepts.some((each) => each.id === id && each.verdict === 'covered');
  const named = opinion.differs.filter(covered).map((id) => `“${words(id)}”`);
  const others = opinion.differs.length - named.length;
  const more =
    others === 0
      ? []
      : [others === 1 ? 'a point that is not told here' : `${others} points that are not told here`];
  return [`a second opinion sees ${new Intl.ListFormat('en').format([...named, ...more])} differently`];
}

function tellMarks({ marks, of }: Graded, human: HumanWord | null): string {
  if (human === null) return `${marks} of ${of} points`;
  const note = human.note === '' ? '' : `: ${sanitizeLine(human.note)}`;
  return `${human.marks} of ${of} points, given by ${sanitizeLine(human.by)}${note} (the grader says ${marks})`;
}

function symbol(kind: 'passed' | 'failed' | 'blocked' | 'not-run', text: string, pen: Pen): string {
  const { symbol: sign, color } = markOf(kind, pen.unicode);
  return pen.chalk[color](`${sign} ${text}`);
}

function words(id: string): string {
  return id.replaceAll('-', ' ');
}
