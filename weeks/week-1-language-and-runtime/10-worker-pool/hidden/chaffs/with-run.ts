import type { RunOptions, Task, WorkerPool } from '../wheat/index.ts';

/** The pool with another `run`; what is no function goes to the right one, which refuses it. */
export function withRun(
  right: WorkerPool,
  run: <T>(task: Task<T>, options: RunOptions) => Promise<T>,
): WorkerPool {
  return {
    run: (task, options = {}) => (typeof task === 'function' ? run(task, options) : right.run(task, options)),
    map: (items, f, options) => right.map(items, f, options),
    onIdle: () => right.onIdle(),
    close: (options) => right.close(options),
    [Symbol.asyncDispose]: () => right[Symbol.asyncDispose](),
    get stats() {
      return right.stats;
    },
  };
}
