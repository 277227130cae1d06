import { createRandom } from '../../../kit/random.ts';
import { grade } from '../grading/grade.ts';
import type { Graded } from '../grading/graded.ts';
import type { Grader } from '../grading/grader.ts';
import type { Half, Question } from '../question.ts';
import { halfOf } from '../rubric/half-of.ts';
import type { Example } from '../rubric/rubric-schema.ts';
import { type Counts, countOne, type MarkPair, noCounts } from './agreement.ts';
import { type AttackKind, attacksOn } from './attacks.ts';

/** How the grader does on labelled answers. Counts are sums, so that questions can be added up. */
export interface Evaluation {
  readonly answers: number;
  readonly concepts: ReadonlyMap<string, Counts>;
  readonly misconceptions: ReadonlyMap<string, Counts>;
  readonly marks: readonly (MarkPair & { readonly of: number; readonly review: boolean })[];
  readonly attacks: ReadonlyMap<AttackKind, { readonly tried: number; readonly credited: number }>;
  readonly confusions: readonly Confusion[];
  /** Milliseconds that each answer took. */
  readonly times: readonly number[];
}

/** A label that the grader and the expert see differently. */
export interface Confusion {
  readonly example: string;
  readonly target: string;
  readonly kind: 'false' | 'missed';
  /** What decided where it was found. */
  readonly quote: string | null;
}

export function evaluate(
  question: Question,
  grader: Grader,
  {
    half,
    others,
    withAttacks,
    elapsed,
  }: {
    readonly half: Half;
    readonly others: readonly string[];
    readonly withAttacks: boolean;
    /** Milliseconds from some start; they are told, and decide nothing. */
    readonly elapsed: () => number;
  },
): Evaluation {
  // An example is its own best known answer: here it is read as if nobody had seen it.
  const blind = { ...grader, known: [] };
  const examples = question.examples.filter(({ text }) => halfOf(text) === half);
  const concepts = new Map(question.rubric.concepts.map(({ id }) => [id, noCounts]));
  const misconceptions = new Map(question.rubric.misconceptions.map(({ id }) => [id, noCounts]));
  const marks: (MarkPair & { of: number; review: boolean })[] = [];
  const confusions: Confusion[] = [];
  const times: number[] = [];
  const attacks = new Map<AttackKind, { tried: number; credited: number }>();
  const keywords = keywordsOf(question);
  for (const example of examples) {
    const start = elapsed();
    const graded = grade(blind, example.text);
    times.push(elapsed() - start);
    const found = foundIn(graded);
    for (const [counts, gold] of [
      [concepts, example.covered],
      [misconceptions, example.misconceptions],
    ] as const)
      for (const [id, before] of counts) {
        const is = { gold: gold.includes(id), found: found.has(id) };
        counts.set(id, countOne(before, is));
        if (is.gold !== is.found)
          confusions.push({
            example: example.id,
            target: id,
            kind: is.found ? 'false' : 'missed',
            quote: found.get(id) ?? null,
          });
      }
    marks.push({
      gold: goldMarks(question, example),
      given: graded.marks,
      of: graded.of,
      review: graded.review.length > 0,
    });
    if (!withAttacks) continue;
    const random = createRandom(seedOf(example.id));
    for (const { kind, text, keepsMarks } of attacksOn(example.text, {
      question: question.page,
      others,
      keywords,
      random,
    })) {
      const earned = grade(blind, text).marks;
      const before = attacks.get(kind) ?? { tried: 0, credited: 0 };
      attacks.set(kind, {
        tried: before.tried + 1,
        credited: before.credited + (earned > (keepsMarks ? graded.marks : 0) ? 1 : 0),
      });
    }
  }
  return { answers: examples.length, concepts, misconceptions, marks, attacks, confusions, times };
}

export function foundIn({ concepts, misconceptions }: Graded): Map<string, string | null> {
  return new Map([
    ...concepts.filter(({ verdict }) => verdict === 'covered').map(({ id, quote }) => [id, quote] as const),
    ...misconceptions.map(({ id, quote }) => [id, quote] as const),
  ]);
}

export function goldMarks({ rubric }: Question, { covered, misconceptions }: Example): number {
  const earned = rubric.concepts.reduce(
    (sum, { id, points }) => sum + (covered.includes(id) ? points : 0),
    0,
  );
  const lost = rubric.misconceptions.reduce(
    (sum, { id, penalty }) => sum + (misconceptions.includes(id) ? penalty : 0),
    0,
  );
  return Math.max(0, earned - lost);
}

/** What somebody would write down who knows the words and nothing else. */
function keywordsOf({ rubric }: Question): string[] {
  return [
    ...new Set(
      rubric.concepts.flatMap(({ id, means }) => [
        id.replaceAll('-', ' '),
        ...means.split(/[^\w.]+/).filter((word) => word.length > 4),
      ]),
    ),
  ];
}

function seedOf(text: string): number {
  let seed = 7;
  for (const character of text) seed = (Math.imul(seed, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return seed;
}
