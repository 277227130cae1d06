/** Marks by a human and by the grader for one answer. */
export interface MarkPair {
  readonly gold: number;
  readonly given: number;
}

/**
 * Quadratic weighted kappa: 1 is full agreement, 0 what chance would give. Marks are numbers, not classes, so that the
 * weights are the squares of their differences. Null where one of the two always gives the same mark.
 */
export function weightedKappa(pairs: readonly MarkPair[]): number | null {
  const count = pairs.length;
  if (count === 0) return null;
  const mean = (value: (pair: MarkPair) => number) =>
    pairs.reduce((sum, pair) => sum + value(pair), 0) / count;
  const observed = mean(({ gold, given }) => (gold - given) ** 2);
  const expected =
    mean(({ gold }) => gold ** 2) +
    mean(({ given }) => given ** 2) -
    2 * mean(({ gold }) => gold) * mean(({ given }) => given);
  return expected === 0 ? null : 1 - observed / expected;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The middle 95 % of what resampling with replacement gives; the same seed gives the same interval. */
export function bootstrap(
  pairs: readonly MarkPair[],
  random: () => number,
  resamples = 1000,
): Interval | null {
  const values: number[] = [];
  for (let round = 0; round < resamples; round += 1) {
    const sample = pairs
      .map(() => pairs[Math.floor(random() * pairs.length)])
      .filter((pair) => pair !== undefined);
    const value = weightedKappa(sample);
    if (value !== null) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))];
  const low = at(0.025);
  const high = at(0.975);
  return low === undefined || high === undefined ? null : { low, high };
}

/** Counts of one label over many answers. */
export interface Counts {
  readonly hit: number;
  /** Found, and not there. */
  readonly false: number;
  /** There, and not found. */
  readonly missed: number;
}

export const noCounts: Counts = { hit: 0, false: 0, missed: 0 };

export function countOne(
  counts: Counts,
  { gold, found }: { readonly gold: boolean; readonly found: boolean },
): Counts {
  if (gold && found) return { ...counts, hit: counts.hit + 1 };
  if (found) return { ...counts, false: counts.false + 1 };
  return gold ? { ...counts, missed: counts.missed + 1 } : counts;
}

export function addCounts(a: Counts, b: Counts): Counts {
  return { hit: a.hit + b.hit, false: a.false + b.false, missed: a.missed + b.missed };
}

/** Null where nothing was found, or nothing was there to be found. */
export function ratesOf({ hit, false: wrong, missed }: Counts): {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
} {
  const share = (all: number) => (all === 0 ? null : hit / all);
  const both = 2 * hit + wrong + missed;
  return {
    precision: share(hit + wrong),
    recall: share(hit + missed),
    f1: both === 0 ? null : (2 * hit) / both,
  };
}
