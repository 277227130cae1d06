import {
  createWorkerPool as createRight,
  type PoolOptions,
  TaskTimeoutError,
  type WorkerPool,
} from '../wheat/index.ts';
import { withRun } from './with-run.ts';

export * from '../wheat/index.ts';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const right = createRight(options);
  return withRun(right, async (task, runOptions) => {
    const { signal, timeoutMs = options.taskTimeoutMs } = runOptions;
    if (timeoutMs === undefined || signal?.aborted === true) return right.run(task, runOptions);
    const own = new AbortController();
    const onAbort = () => own.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    const timer = setTimeout(() => own.abort(new TaskTimeoutError('too late')), timeoutMs);
    try {
      return await right.run(task, { ...runOptions, signal: own.signal });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  });
}
