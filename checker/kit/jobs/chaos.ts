import type { Random } from '../fixtures.ts';

/** One thing that the judge does to a worker, when so many handlers have begun: no clock decides when. */
export interface ChaosStep {
  readonly afterStarts: number;
  /** Which of the workers, from 0. */
  readonly worker: number;
  readonly act: 'kill' | 'pause' | 'cut';
  /** How long it lasts: a killed worker is started anew after that. */
  readonly forMs: number;
}

export type ChaosSchedule = readonly ChaosStep[];

export interface ChaosBounds {
  readonly workers: number;
  readonly steps: number;
  /** Steps happen while fewer handlers than this have begun. */
  readonly starts: number;
  readonly forMs: { readonly kill: Span; readonly pause: Span; readonly cut: Span };
}

export type Span = readonly [min: number, max: number];

const acts = ['kill', 'pause', 'cut'] as const;

/** A schedule from the scenario's seed. Each act comes up, and no worker is chosen again before all were once. */
export function makeSchedule(random: Random, { workers, steps, starts, forMs }: ChaosBounds): ChaosSchedule {
  const shuffledActs = rounds(random, acts, steps);
  const shuffledWorkers = rounds(
    random,
    Array.from({ length: workers }, (_, index) => index),
    steps,
  );
  return Array.from({ length: steps }, (_, index): ChaosStep => {
    const act = shuffledActs[index] ?? 'kill';
    const from = Math.floor((starts * index) / steps);
    const to = Math.max(from, Math.floor((starts * (index + 1)) / steps) - 1);
    return {
      afterStarts: random.integer(from, to),
      worker: shuffledWorkers[index] ?? 0,
      act,
      forMs: random.integer(...forMs[act]),
    };
  });
}

export function tellSchedule(schedule: ChaosSchedule): string {
  if (schedule.length === 0) return 'no faults at all';
  return schedule
    .map(
      ({ afterStarts, worker, act, forMs }) =>
        `after ${afterStarts} starts ${act} worker ${worker + 1} for ${forMs} ms`,
    )
    .join('; ');
}

/**
 * The shortest schedule found that still fails, by leaving out halves, then quarters, and so on down to single steps
 * (Zeller's delta debugging). `fails` is tried as long as `mayTry` says so, each time from a fresh start; a schedule that
 * fails only now and then may be kept longer than it need be, and one that is returned has failed.
 */
export async function shortenSchedule(
  schedule: ChaosSchedule,
  fails: (schedule: ChaosSchedule) => Promise<boolean>,
  mayTry: () => boolean,
): Promise<ChaosSchedule> {
  let shortest = schedule;
  for (let size = Math.ceil(shortest.length / 2); size >= 1 && shortest.length > 0; ) {
    let shorter: ChaosSchedule | null = null;
    for (let from = 0; from < shortest.length && shorter === null; from += size) {
      if (!mayTry()) return shortest;
      const rest = shortest.filter((_, index) => index < from || index >= from + size);
      if (await fails(rest)) shorter = rest;
    }
    if (shorter === null) size = size === 1 ? 0 : Math.ceil(size / 2);
    else {
      shortest = shorter;
      size = Math.min(size, Math.max(1, Math.ceil(shortest.length / 2)));
    }
  }
  return shortest;
}

/** So many values, each as often as any other, in a random order within each round. */
function rounds<Value>(random: Random, values: readonly Value[], count: number): Value[] {
  const all: Value[] = [];
  while (all.length < count) {
    const left = [...values];
    while (left.length > 0) all.push(...left.splice(random.integer(0, left.length - 1), 1));
  }
  return all.slice(0, count);
}
