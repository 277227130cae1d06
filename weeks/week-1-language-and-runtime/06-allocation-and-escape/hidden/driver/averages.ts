import { usuallyAllocatedBy } from './memory.ts';
import { createBoxingAverage, createNaiveAverage } from './naive.ts';
import type { CreateMovingAverage, Seam } from './seam.ts';

/** Feeds one average piece by piece; the room for the means is larger than it needs to be, and comes back whole. */
export function feedAverage(
  seam: Seam,
  { size, feeds, spare }: { size: number; feeds: readonly (readonly number[])[]; spare: number },
): readonly (readonly number[])[] {
  const average = seam.createMovingAverage(size);
  return feeds.map((values) => {
    const means = new Float64Array(values.length + spare).fill(-1);
    average.feed(Float64Array.from(values), means);
    return Array.from(means);
  });
}

/** What the learner's is compared with: a version that copies its window, or one that makes an object a value. */
export type Peer = 'copying' | 'boxing';

export interface AverageGarbage {
  /** Bytes a value. */
  readonly learned: number;
  readonly peer: number;
  /** The means of the last two feeds. */
  readonly means: readonly (readonly number[])[];
}

/** The garbage of averages that are fed the same two pieces again and again. */
export function measureAverageGarbage(
  seam: Seam,
  {
    size,
    feeds,
    passes,
    peer,
  }: { size: number; feeds: readonly (readonly number[])[]; passes: number; peer: Peer },
): AverageGarbage {
  const pieces = feeds.map((values) => Float64Array.from(values));
  const rooms = feeds.map(({ length }) => new Float64Array(length));
  const values = passes * pieces.reduce((sum, { length }) => sum + length, 0);
  const measure = (create: CreateMovingAverage) => {
    const average = create(size);
    const round = () => {
      for (let pass = 0; pass < passes; pass++) {
        for (let at = 0; at < pieces.length; at++) {
          average.feed(pieces[at] as Float64Array, rooms[at] as Float64Array);
        }
      }
    };
    return usuallyAllocatedBy(round) / values;
  };
  const peers = { copying: createNaiveAverage, boxing: createBoxingAverage };
  const theirs = measure(peers[peer]);
  const learned = measure(seam.createMovingAverage);
  return { learned, peer: theirs, means: rooms.map((room) => Array.from(room)) };
}
