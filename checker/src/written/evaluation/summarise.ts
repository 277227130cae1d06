import { createRandom } from '../../../kit/random.ts';
import { addCounts, bootstrap, type Counts, type Interval, noCounts, weightedKappa } from './agreement.ts';
import type { Evaluation } from './evaluate.ts';

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
  /** Milliseconds an answer; null where there is none. */
  readonly time: { readonly median: number; readonly p95: number } | null;
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
    time: timeOf(evaluations.flatMap(({ times }) => times)),
  };
}

function timeOf(times: readonly number[]): Summary['time'] {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1];
  const [median, p95] = [at(0.5), at(0.95)];
  return median === undefined || p95 === undefined ? null : { median, p95 };
}

function seeded(): () => number {
  const random = createRandom(20);
  return () => random.integer(0, 2 ** 30 - 1) / 2 ** 30;
}
