import { abortSignal, callable, countFrom, ifGiven, milliseconds } from './check.ts';
import { type CloseOptions, createEngine, type RunOptions } from './engine.ts';
import { inOrder } from './in-order.ts';
import type { Stats } from './tally.ts';

export interface WorkerPoolOptions {
  readonly concurrency: number;
  readonly queueLimit?: number | undefined;
  readonly taskTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WorkerPool extends AsyncDisposable {
  run<T>(task: (signal: AbortSignal) => T | PromiseLike<T>, options?: RunOptions): Promise<T>;
  map<A, B>(
    items: Iterable<A> | AsyncIterable<A>,
    f: (item: A, signal: AbortSignal) => B | PromiseLike<B>,
    options?: RunOptions,
  ): AsyncIterable<B>;
  onIdle(): Promise<void>;
  close(options?: CloseOptions): Promise<void>;
  readonly stats: Stats;
}

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { concurrency, queueLimit, taskTimeoutMs, signal } = options;
  countFrom(1)('concurrency', concurrency);
  if (queueLimit !== Number.POSITIVE_INFINITY) ifGiven(countFrom(0))('queueLimit', queueLimit);
  ifGiven(milliseconds)('taskTimeoutMs', taskTimeoutMs);
  ifGiven(abortSignal)('signal', signal);
  const engine = createEngine({
    concurrency,
    queueLimit: queueLimit ?? Number.POSITIVE_INFINITY,
    taskTimeoutMs,
    signal,
  });

  async function run<T>(
    task: (signal: AbortSignal) => T | PromiseLike<T>,
    runOptions?: RunOptions,
    patient = false,
  ): Promise<T> {
    callable('task', task);
    const result = await engine.execute(
      (own, startClock) => {
        startClock();
        return task(own);
      },
      runOptions,
      patient,
    );
    return result as T;
  }

  return {
    run: (task, runOptions) => run(task, runOptions),
    map: (items, f, mapOptions = {}) =>
      inOrder(
        items,
        concurrency,
        (item, stop) =>
          run(async (own) => f(item, own), { signal: stop, timeoutMs: mapOptions.timeoutMs }, true),
        mapOptions,
      ),
    onIdle: engine.onIdle,
    close: engine.close,
    [Symbol.asyncDispose]: engine.close,
    get stats() {
      return engine.stats;
    },
  };
}
