import { createWorkerPool as createRight, type PoolOptions, type WorkerPool } from '../wheat/index.ts';
import { withRun } from './with-run.ts';

export * from '../wheat/index.ts';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const right = createRight(options);
  return withRun(right, (task, runOptions) => {
    const thrown = Promise.withResolvers<never>();
    const leaking: typeof task = (signal) => {
      try {
        return task(signal);
      } catch (error) {
        thrown.reject(error instanceof Error ? error : new Error('no Error', { cause: error }));
        return thrown.promise.catch(() => new Promise<never>(() => {}));
      }
    };
    return Promise.race([right.run(leaking, runOptions), thrown.promise]);
  });
}
