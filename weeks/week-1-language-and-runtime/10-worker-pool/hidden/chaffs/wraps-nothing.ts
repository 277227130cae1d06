import { createWorkerPool as createRight, type PoolOptions, type WorkerPool } from '../wheat/index.ts';
import { withRun } from './with-run.ts';

export * from '../wheat/index.ts';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const right = createRight(options);
  return withRun(right, async (task, runOptions) => {
    let thrown: { readonly value: unknown } | null = null;
    const watched: typeof task = async (signal) => {
      try {
        return await task(signal);
      } catch (value) {
        if (!(value instanceof Error)) thrown = { value };
        throw value;
      }
    };
    return right.run(watched, runOptions).catch((error: unknown) => {
      throw thrown !== null && error instanceof Error && error.cause === thrown.value ? thrown.value : error;
    });
  });
}
