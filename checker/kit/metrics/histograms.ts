import type { Family, Histogram, Labels, Sample } from './metrics.ts';
import { toNumber } from './to-number.ts';

/** The samples of a histogram, put together by their labels. Those without a readable `le` are left out of the buckets. */
export function histogramsOf({ name, type, samples }: Family): readonly Histogram[] {
  if (type !== 'histogram') return [];
  const groups = Map.groupBy(samples, ({ labels }) => keyOf(withoutLe(labels)));
  return [...groups.values()].map((group) => ({
    labels: withoutLe(group[0]?.labels ?? {}),
    buckets: group
      .filter((sample) => sample.name === `${name}_bucket`)
      .map(({ labels, value, line }) => ({ le: leOf(labels), value, line }))
      .filter(({ le }) => !Number.isNaN(le))
      .sort((left, right) => (left.le === right.le ? left.line - right.line : left.le - right.le)),
    sum: find(group, `${name}_sum`),
    count: find(group, `${name}_count`),
  }));
}

/** The first thing about a histogram that does not add up. */
export function histogramFault(family: Family): { readonly line: number; readonly problem: string } | null {
  const { name, samples } = family;
  for (const { name: each, labels, line } of samples) {
    if (each === name)
      return { line, problem: 'a histogram has _bucket, _sum and _count, and nothing by its bare name' };
    if (each.endsWith('_bucket') && Number.isNaN(leOf(labels)))
      return { line, problem: 'a bucket has a label le that is a number' };
    if (leOf(labels) === Infinity && labels.le !== '+Inf')
      return { line, problem: 'the bucket without a bound is written le="+Inf"' };
  }
  for (const histogram of histogramsOf(family)) {
    const found = faultIn(name, histogram);
    if (found !== null) return found;
  }
  return null;
}

function faultIn(
  name: string,
  { buckets, sum, count }: Histogram,
): { readonly line: number; readonly problem: string } | null {
  const last = buckets.at(-1);
  const line = last?.line ?? sum?.line ?? count?.line ?? 1;
  if (last?.le !== Infinity) return { line, problem: 'there is no bucket le="+Inf" with the same labels' };
  if (sum === null) return { line, problem: `there is no ${name}_sum with the same labels` };
  if (count === null) return { line, problem: `there is no ${name}_count with the same labels` };
  for (const [index, { value, le, line: at }] of buckets.entries()) {
    const below = buckets[index - 1];
    if (below?.le === le) return { line: at, problem: `the bucket le="${le}" is there twice` };
    if (below !== undefined && below.line > at)
      return { line: at, problem: 'buckets stand in the order of their le, the smallest first' };
    if (!(value >= (below?.value ?? 0)))
      return {
        line: at,
        problem: 'it holds less than a bucket below it; each bucket counts all that is not above its le',
      };
  }
  if (last.value !== count.value)
    return { line: count.line, problem: `_count is ${count.value}, and the bucket +Inf ${last.value}` };
  return null;
}

function leOf({ le }: Labels): number {
  return le === undefined ? Number.NaN : toNumber(le);
}

function withoutLe(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => label !== 'le'));
}

/** Equal for equal labels, in whatever order they stand. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function find(samples: readonly Sample[], name: string): Sample | null {
  return samples.find((sample) => sample.name === name) ?? null;
}
