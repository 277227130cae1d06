import { GCProfiler, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's own garbage collection, to be called by hand. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** Bytes that one call takes from V8's heap, when the code is warm. Collected meanwhile or not, they count. */
export function garbageOf(call: () => void, calls = 5000): number {
  const collect = collector();
  for (let warm = 0; warm < 10 * calls; warm++) call();
  collect();
  const profiler = new GCProfiler();
  profiler.start();
  const before = getHeapStatistics().used_heap_size;
  for (let at = 0; at < calls; at++) call();
  let bytes = getHeapStatistics().used_heap_size - before;
  for (const { beforeGC, afterGC } of profiler.stop().statistics) {
    bytes += beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
  }
  return bytes / calls;
}

/** Bytes that stay in use, buffers included, while what `make` returned is held and nothing else of it. */
export async function keptBy(make: () => unknown): Promise<number> {
  const before = await bytesInUse();
  const held = [make()];
  let after = await bytesInUse();
  // On a busy machine V8's own threads hold things a little longer.
  for (let look = 1; look < 10 && after - before > 1_000_000; look++) {
    await new Promise((resolve) => setTimeout(resolve, 10 * look));
    after = await bytesInUse();
  }
  // It is looked at here, so it was alive until now.
  return held.length === 1 ? after - before : Number.NaN;
}

async function bytesInUse(): Promise<number> {
  const collect = collector();
  for (let round = 0; round < 4; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
