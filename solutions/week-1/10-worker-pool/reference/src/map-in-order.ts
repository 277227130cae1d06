import type { RunOptions } from './types.ts';
import type { Task } from './worker-pool.ts';

export interface MapParts extends RunOptions {
  readonly concurrency: number;
  readonly run: <T>(task: Task<T>, options: RunOptions) => Promise<T>;
}

/**
 * Puts a sliding window over the source: the item that is waited for, and `concurrency` more behind it, so that no slot is
 * idle while the slowest of them is at the front. A generator does nothing before it is first asked, and its `finally` is
 * where breaking off, failing and ending come together.
 */
export async function* mapInOrder<A, B>(
  items: Iterable<A> | AsyncIterable<A>,
  f: (item: A, signal: AbortSignal) => B | PromiseLike<B>,
  { signal: caller, timeoutMs, concurrency, run }: MapParts,
): AsyncGenerator<B, void, void> {
  caller?.throwIfAborted();
  const stop = new AbortController();
  const onAbort = () => stop.abort(caller?.reason);
  caller?.addEventListener('abort', onAbort);
  const source = openSource(items, stop.signal);
  const window: Promise<IteratorResult<B, void>>[] = [];
  try {
    for (;;) {
      while (window.length <= concurrency) {
        const result = workOn(source.next());
        // One that comes after the first failure is never looked at.
        result.catch(() => {});
        window.push(result);
      }
      const result = await window.shift();
      if (result === undefined || result.done === true) return;
      yield result.value;
    }
  } finally {
    caller?.removeEventListener('abort', onAbort);
    stop.abort(new Error('nobody reads the results any more'));
    source.close();
  }

  async function workOn(pulled: Promise<IteratorResult<A>>): Promise<IteratorResult<B, void>> {
    const { done, value } = await pulled;
    if (done === true) return { done, value: undefined };
    return {
      done: false,
      value: await run((signal) => f(value, signal), { signal: stop.signal, timeoutMs }),
    };
  }
}

interface Source<A> {
  /** The next item, after those that were asked for before. Rejects when the signal aborts. */
  next(): Promise<IteratorResult<A, void>>;
  /** Tells the source that nobody will ask again, unless it has ended by itself. Does not wait. */
  close(): void;
}

function openSource<A>(items: Iterable<A> | AsyncIterable<A>, signal: AbortSignal): Source<A> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let isOver = false;
  let last: Promise<unknown> = Promise.resolve();

  async function pull(): Promise<IteratorResult<A, void>> {
    signal.throwIfAborted();
    if (isOver) return { done: true, value: undefined };
    try {
      const result = await iterator.next();
      isOver ||= result.done === true;
      return result;
    } catch (error) {
      isOver = true;
      throw error;
    }
  }

  return {
    next() {
      const pulled = last.then(pull);
      last = pulled.catch(() => {});
      return orAborted(pulled, signal);
    },
    close() {
      if (isOver) return;
      isOver = true;
      // An async function, so that what the source throws now disturbs nobody.
      (async () => iterator.return?.())().catch(() => {});
    },
  };
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
