import { createWorkerPool as createRight, type PoolOptions, type WorkerPool } from '../wheat/index.ts';
import { withRun } from './with-run.ts';

export * from '../wheat/index.ts';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const right = createRight(options);
  const pool = withRun(right, (task, runOptions) => right.run(task, runOptions));
  // Behind each item stands the promise of whichever result comes next.
  const map: WorkerPool['map'] = (items, f, mapOptions) => {
    type Result = Awaited<ReturnType<typeof f>>;
    const ready: Result[] = [];
    const note = async (item: Parameters<typeof f>[0], signal: AbortSignal) => {
      ready.push(await f(item, signal));
    };
    return {
      async *[Symbol.asyncIterator]() {
        for await (const _ of right.map(items, note, mapOptions)) yield ready.shift() as Result;
      },
    };
  };
  return Object.defineProperty({ ...pool, map }, 'stats', { get: () => right.stats });
}
