import {
  createWorkerPool as createRight,
  PoolClosedError,
  type PoolOptions,
  type WorkerPool,
} from '../wheat/index.ts';
import { withRun } from './with-run.ts';

export * from '../wheat/index.ts';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const right = createRight(options);
  const waiting = new Set<AbortController>();
  const dropping = withRun(right, async (task, runOptions) => {
    const { signal } = runOptions;
    if (signal?.aborted === true) return right.run(task, runOptions);
    const own = new AbortController();
    const onAbort = () => own.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    waiting.add(own);
    const started: typeof task = (given) => {
      waiting.delete(own);
      return task(given);
    };
    try {
      return await right.run(started, { ...runOptions, signal: own.signal });
    } finally {
      waiting.delete(own);
      signal?.removeEventListener('abort', onAbort);
    }
  });
  const close: WorkerPool['close'] = (closeOptions) => {
    const closed = right.close(closeOptions);
    for (const each of waiting) each.abort(new PoolClosedError('the pool is closed'));
    return closed;
  };
  return Object.defineProperty({ ...dropping, close, [Symbol.asyncDispose]: () => close() }, 'stats', {
    get: () => right.stats,
  });
}
