import { mapInOrder } from './map-in-order.ts';
import { checkCount, checkSignal, checkTimeout } from './options.ts';
import { Scheduler } from './scheduler.ts';
import type { Pool, RunOptions } from './types.ts';

export interface WorkerPoolOptions {
  /** How many tasks may run at once. */
  readonly concurrency: number;
  /** How many may wait. By default as many as come. */
  readonly queueLimit?: number | undefined;
  /** The time limit of tasks that bring none of their own, in milliseconds. */
  readonly taskTimeoutMs?: number | undefined;
  /** Aborts everything, now and later. */
  readonly signal?: AbortSignal | undefined;
}

export type Task<T> = (signal: AbortSignal) => T | PromiseLike<T>;

export interface WorkerPool extends Pool {
  run<T>(task: Task<T>, options?: RunOptions): Promise<T>;
  /** In the order of the items, pulling no faster than it is read. */
  map<A, B>(
    items: Iterable<A> | AsyncIterable<A>,
    f: (item: A, signal: AbortSignal) => B | PromiseLike<B>,
    options?: RunOptions,
  ): AsyncIterableIterator<B>;
}

/** Runs asynchronous functions, so many at a time. Throws a RangeError or a TypeError where an option is wrong. */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { concurrency, queueLimit = Number.POSITIVE_INFINITY } = options;
  const scheduler = new Scheduler({
    concurrency: checkCount('concurrency', concurrency, 1),
    queueLimit:
      queueLimit === Number.POSITIVE_INFINITY ? queueLimit : checkCount('queueLimit', queueLimit, 0),
    taskTimeoutMs: checkTimeout('taskTimeoutMs', options.taskTimeoutMs),
    signal: checkSignal('signal', options.signal),
  });

  function run<T>(task: Task<T>, runOptions?: RunOptions, mayAlwaysWait?: boolean): Promise<T> {
    if (typeof task !== 'function') return Promise.reject(new TypeError('a task must be a function'));
    const work = scheduler.submit(
      (job) => {
        job.startClock();
        return task(job.signal);
      },
      runOptions,
      mayAlwaysWait,
    );
    // What the scheduler resolves with is what the task returned.
    return work as Promise<T>;
  }

  return {
    run: (task, runOptions) => run(task, runOptions),
    map: (items, f, mapOptions) =>
      mapInOrder(items, f, {
        ...mapOptions,
        concurrency,
        run: (task, runOptions) => run(task, runOptions, true),
      }),
    onIdle: () => scheduler.onIdle(),
    close: (closeOptions) => scheduler.close(closeOptions),
    [Symbol.asyncDispose]: () => scheduler.close(),
    get stats() {
      return scheduler.stats;
    },
  };
}
