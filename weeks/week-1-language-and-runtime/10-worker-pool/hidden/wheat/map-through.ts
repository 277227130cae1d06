import type { MapOptions, RunOptions, Task } from './types.ts';

type End = { readonly done: true };
type Step<B> = End | { readonly done: false; readonly value: B };

const end: End = Object.freeze({ done: true });

/** Items through a pool, in order, with `concurrency` + 1 of them pulled beyond what was delivered. */
export async function* mapThrough<A, B>(
  items: Iterable<A> | AsyncIterable<A>,
  f: (item: A, signal: AbortSignal) => B | PromiseLike<B>,
  concurrency: number,
  run: <T>(task: Task<T>, options: RunOptions) => Promise<T>,
  { signal, timeoutMs }: MapOptions = {},
): AsyncGenerator<B, void, void> {
  signal?.throwIfAborted();
  const over = new AbortController();
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {});
  const onAbort = () => {
    over.abort(signal?.reason);
    aborted.reject(signal?.reason);
  };
  signal?.addEventListener('abort', onAbort);
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let ended = false;
  let turn: Promise<unknown> = Promise.resolve();

  const pull = async (before: Promise<unknown>): Promise<{ readonly item: A } | null> => {
    await before;
    if (ended || over.signal.aborted) return null;
    try {
      const { done, value } = await source.next();
      ended ||= done === true;
      return done === true ? null : { item: value };
    } catch (error) {
      ended = true;
      throw error;
    }
  };
  const work = async (pulled: ReturnType<typeof pull>): Promise<Step<B>> => {
    const found = await pulled;
    if (found === null) return end;
    const value = await run((own) => f(found.item, own), { signal: over.signal, timeoutMs });
    return { done: false, value };
  };

  const works: Promise<Step<B>>[] = [];
  try {
    for (;;) {
      while (works.length <= concurrency) {
        const pulled = pull(turn);
        turn = pulled.catch(() => {});
        const step = work(pulled);
        step.catch(() => {});
        works.push(step);
      }
      const step = await Promise.race([works.shift() as Promise<Step<B>>, aborted.promise]);
      if (step.done) return;
      yield step.value;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    over.abort(new Error('the reader has stopped'));
    if (!ended) {
      ended = true;
      void (async () => source.return?.())().catch(() => {});
    }
  }
}
