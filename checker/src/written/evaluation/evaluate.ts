import { createRandom } from '../../../kit/random.ts';
import { grade } from '../grading/grade.ts';
import type { Graded } from '../grading/graded.ts';
import type { Grader } from '../grading/grader.ts';
import type { Half, Question } from '../question.ts';
import { halfOf } from '../rubric/half-of.ts';
import type { Example } from '../rubric/rubric-schema.ts';
import {
  addCounts,
  bootstrap,
  type Counts,
  countOne,
  type Interval,
  type MarkPair,
  noCounts,
  weightedKappa,
} from './agreement.ts';
import { type AttackKind, attacksOn } from './attacks.ts';

/** How the grader does on labelled answers. Counts are sums, so that questions can be added up. */
export interface Evaluation {
  readonly answers: number;
  readonly concepts: ReadonlyMap<string, Counts>;
  readonly misconceptions: ReadonlyMap<string, Counts>;
  readonly marks: readonly (MarkPair & { readonly of: number; readonly review: boolean })[];
  readonly attacks: ReadonlyMap<AttackKind, { readonly tried: number; readonly credited: number }>;
  readonly confusions: readonly Confusion[];
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
  }: { readonly half: Half; readonly others: readonly string[]; readonly withAttacks: boolean },
): Evaluation {
  // An example is its own best known answer: here it is read as if nobody had seen it.
  const blind = { ...grader, known: [] };
  const examples = question.examples.filter(({ text }) => halfOf(text) === half);
  const concepts = new Map(question.rubric.concepts.map(({ id }) => [id, noCounts]));
  const misconceptions = new Map(question.rubric.misconceptions.map(({ id }) => [id, noCounts]));
  const marks: (MarkPair & { of: number; review: boolean })[] = [];
  const confusions: Confusion[] = [];
  const attacks = new Map<AttackKind, { tried: number; credited: number }>();
  const keywords = keywordsOf(question);
  for (const example of examples) {
    const graded = grade(blind, example.text);
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
  return { answers: examples.length, concepts, misconceptions, marks, attacks, confusions };
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

export interface Summary {
  readonly answers: number;
  readonly concepts: Counts;
  readonly misconceptions: Counts;
  readonly kappa: number | null;
  readonly interval: Interval | null;
  /** On answers whose marks by the expert lie in the middle third. */
  readonly kappaOfMiddling: number | null;
  readonly attacks: { readonly tried: number; readonly credited: number };
  readonly review: {
    readonly share: number;
    /** Of errors by two points and more; null where there is none. */
    readonly caught: number | null;
    readonly large: number;
  };
}

export function summarise(evaluations: readonly Evaluation[]): Summary {
  const marks = evaluations.flatMap((each) => each.marks);
  const all = (pick: (each: Evaluation) => ReadonlyMap<string, Counts>) =>
    evaluations.flatMap((each) => [...pick(each).values()]).reduce(addCounts, noCounts);
  const large = marks.filter(({ gold, given }) => Math.abs(gold - given) >= 2);
  const attacks = evaluations.flatMap((each) => [...each.attacks.values()]);
  return {
    answers: marks.length,
    concepts: all((each) => each.concepts),
    misconceptions: all((each) => each.misconceptions),
    kappa: weightedKappa(marks),
    interval: bootstrap(marks, seeded()),
    kappaOfMiddling: weightedKappa(marks.filter(({ gold, of }) => gold >= of / 3 && gold <= (2 * of) / 3)),
    attacks: attacks.reduce(
      (sum, each) => ({ tried: sum.tried + each.tried, credited: sum.credited + each.credited }),
      { tried: 0, credited: 0 },
    ),
    review: {
      share: marks.length === 0 ? 0 : marks.filter(({ review }) => review).length / marks.length,
      caught: large.length === 0 ? null : large.filter(({ review }) => review).length / large.length,
      large: large.length,
    },
  };
}

function seeded(): () => number {
  const random = createRandom(20);
  return () => random.integer(0, 2 ** 30 - 1) / 2 ** 30;
}
