import { checkPool, checkRun } from './check.ts';
import { PoolClosedError, QueueFullError, TaskTimeoutError } from './errors.ts';
import { mapThrough } from './map-through.ts';
import type { PoolOptions, RunOptions, Task, WorkerPool } from './types.ts';

interface Entry {
  begin(): void;
  giveUp(counter: 'timedOut' | 'cancelled', reason: unknown): void;
}

/** The worker pool with one thing more: a task can say itself when its time limit begins. */
export interface Core extends WorkerPool {
  start<T>(
    task: (signal: AbortSignal, startClock: () => void) => T | PromiseLike<T>,
    options: RunOptions,
    waits: boolean,
  ): Promise<T>;
}

export function createWorkerPool(options: PoolOptions): WorkerPool {
  return createCore(options);
}

export function createCore(options: PoolOptions): Core {
  checkPool(options);
  const { concurrency, queueLimit = Number.POSITIVE_INFINITY, taskTimeoutMs, signal: poolSignal } = options;
  const queue: Entry[] = [];
  const active = new Set<Entry>();
  const counters = { completed: 0, failed: 0, timedOut: 0, cancelled: 0 };
  let isClosed = false;
  let whenIdle: (() => void)[] = [];

  const fill = () => {
    while (active.size < concurrency && queue.length > 0) {
      const entry = queue.shift() as Entry;
      active.add(entry);
      entry.begin();
    }
    if (active.size > 0) return;
    for (const wake of whenIdle) wake();
    whenIdle = [];
  };
  const giveUpAll = (reason: unknown) => {
    for (const entry of [...queue, ...active]) entry.giveUp('cancelled', reason);
  };
  const onPoolAbort = () => giveUpAll(poolSignal?.reason);
  poolSignal?.addEventListener('abort', onPoolAbort);

  const start: Core['start'] = <T>(
    task: (signal: AbortSignal, startClock: () => void) => T | PromiseLike<T>,
    { signal, timeoutMs = taskTimeoutMs }: RunOptions,
    waits: boolean,
  ) =>
    new Promise<T>((resolve, reject) => {
      if (isClosed) throw new PoolClosedError('the pool is closed');
      if (poolSignal?.aborted === true) return reject(poolSignal.reason);
      if (signal?.aborted === true) return reject(signal.reason);
      if (!waits && active.size >= concurrency && queue.length >= queueLimit)
        throw new QueueFullError('too many tasks are waiting');

      const own = new AbortController();
      let given: 'timedOut' | 'cancelled' | null = null;
      let timer: NodeJS.Timeout | undefined;
      const onAbort = () => entry.giveUp('cancelled', signal?.reason);
      const release = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const end = (counter: 'completed' | 'failed') => {
        release();
        active.delete(entry);
        counters[given ?? counter] += 1;
      };
      const startClock = () => {
        if (timeoutMs === undefined || given !== null) return;
        const late = () => entry.giveUp('timedOut', new TaskTimeoutError(`not done after ${timeoutMs} ms`));
        timer = setTimeout(late, timeoutMs);
      };
      const entry: Entry = {
        async begin() {
          try {
            const result = await task(own.signal, startClock);
            end('completed');
            resolve(result);
          } catch (error) {
            end('failed');
            reject(error instanceof Error ? error : new Error('a task threw no Error', { cause: error }));
          }
          fill();
        },
        giveUp(counter, reason) {
          if (given !== null) return;
          given = counter;
          release();
          reject(reason);
          const at = queue.indexOf(entry);
          if (at === -1) own.abort(reason);
          else {
            queue.splice(at, 1);
            counters.cancelled += 1;
          }
        },
      };
      signal?.addEventListener('abort', onAbort);
      queue.push(entry);
      fill();
    });

  const run = <T>(task: Task<T>, runOptions: RunOptions = {}, waits = false): Promise<T> => {
    try {
      checkRun(task, runOptions);
    } catch (error) {
      return Promise.reject(error);
    }
    const timed = (signal: AbortSignal, startClock: () => void) => {
      startClock();
      return task(signal);
    };
    return start(timed, runOptions, waits);
  };
  const onIdle = () =>
    active.size === 0 ? Promise.resolve() : new Promise<void>((resolve) => whenIdle.push(resolve));
  const close: WorkerPool['close'] = async ({ mode = 'drain' } = {}) => {
    isClosed = true;
    if (mode === 'abort') giveUpAll(new PoolClosedError('the pool was closed'));
    await onIdle();
    poolSignal?.removeEventListener('abort', onPoolAbort);
  };

  return {
    start,
    run: (task, runOptions) => run(task, runOptions),
    map: (items, f, mapOptions) =>
      mapThrough(items, f, concurrency, (task, own) => run(task, own, true), mapOptions),
    onIdle,
    close,
    [Symbol.asyncDispose]: () => close(),
    get stats() {
      return { active: active.size, queued: queue.length, ...counters };
    },
  };
}
