import { GCProfiler, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// Hot code is optimized when its count is reached, and not when another thread finds the time: a busy machine measures the same.
setFlagsFromString('--no-concurrent-recompilation');
const collect = runInNewContext('gc') as () => void;
const heapStatistics = getHeapStatistics;
const memoryUsage = process.memoryUsage.bind(process);
const soon = setTimeout;

/** Bytes of V8's heap that the work took, whether they were collected meanwhile or not. */
export function allocatedBy(work: () => void): number {
  collect();
  collect();
  const profiler = new GCProfiler();
  profiler.start();
  const before = heapStatistics().used_heap_size;
  work();
  const after = heapStatistics().used_heap_size;
  let collected = 0;
  for (const { beforeGC, afterGC } of profiler.stop().statistics) {
    collected += beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
  }
  return after - before + collected;
}

const warmRounds = 8;
const measuredRounds = 3;

/** The usual amount of code that is warm: the middle of three rounds. */
export function usuallyAllocatedBy(work: () => void): number {
  for (let round = 0; round < warmRounds; round++) work();
  const amounts = Array.from({ length: measuredRounds }, () => allocatedBy(work));
  return amounts.sort((left, right) => left - right)[measuredRounds >> 1] ?? Number.NaN;
}

const mostLooks = 20;

/**
 * Bytes in use, buffers included, when everything that nobody holds has been collected. On a busy machine V8's own threads
 * may hold a buffer until they have had their turn, so there are more looks, further and further apart, while it is more than
 * `enough`.
 */
export async function bytesInUse(enough: number): Promise<number> {
  for (let look = 1; ; look++) {
    for (let round = 0; round < 3; round++) {
      collect();
      await new Promise((resolve) => soon(resolve, look));
    }
    const { heapUsed, external } = memoryUsage();
    if (heapUsed + external <= enough || look === mostLooks) return heapUsed + external;
  }
}
