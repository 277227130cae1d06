import { type CloseMode, Dispatcher, type RunOptions } from './dispatcher.ts';
import { demand, demandSignal } from './options.ts';
import { streamResults } from './results.ts';

export interface WorkerPoolOptions {
  readonly concurrency: number;
  readonly queueLimit?: number | undefined;
  readonly taskTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type WorkerPool = ReturnType<typeof createWorkerPool>;

export function createWorkerPool({ concurrency, queueLimit, taskTimeoutMs, signal }: WorkerPoolOptions) {
  demand('slots', 'concurrency', concurrency);
  if (queueLimit !== undefined) demand('places', 'queueLimit', queueLimit);
  if (taskTimeoutMs !== undefined) demand('delay', 'taskTimeoutMs', taskTimeoutMs);
  demandSignal(signal);
  const places = queueLimit ?? Number.POSITIVE_INFINITY;
  const dispatcher = new Dispatcher({ slots: concurrency, places, limitMs: taskTimeoutMs, signal });

  async function start<T>(
    task: (signal: AbortSignal) => T | PromiseLike<T>,
    options: RunOptions | undefined,
    beyondLimit: boolean,
  ): Promise<T> {
    if (typeof task !== 'function') throw new TypeError('a task is a function');
    const work = (own: AbortSignal, startClock: () => void) => {
      startClock();
      return task(own);
    };
    return (await dispatcher.submit(work, options, beyondLimit)) as T;
  }

  return {
    run: <T>(task: (signal: AbortSignal) => T | PromiseLike<T>, options?: RunOptions): Promise<T> =>
      start(task, options, false),

    map: <A, B>(
      items: Iterable<A> | AsyncIterable<A>,
      f: (item: A, signal: AbortSignal) => B | PromiseLike<B>,
      options: RunOptions = {},
    ): AsyncIterable<B> => ({
      [Symbol.asyncIterator]: () =>
        streamResults(
          items,
          concurrency,
          (item, stop) => start<B>((own) => f(item, own), { ...options, signal: stop }, true),
          options.signal,
        ).values(),
    }),

    onIdle: () => dispatcher.whenIdle(),
    close: (options: { readonly mode?: CloseMode | undefined } = {}) => dispatcher.close(options.mode),
    [Symbol.asyncDispose]: () => dispatcher.close(),
    get stats() {
      return dispatcher.stats;
    },
  };
}
