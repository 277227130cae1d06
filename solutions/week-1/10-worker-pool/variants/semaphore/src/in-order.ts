import type { RunOptions } from './engine.ts';

type Run<A, B> = (item: A, signal: AbortSignal) => Promise<B>;

/** Hand-made: one `next()` at a time, over a list of results to come. */
export function inOrder<A, B>(
  items: Iterable<A> | AsyncIterable<A>,
  ahead: number,
  run: Run<A, B>,
  { signal }: RunOptions,
): AsyncIterableIterator<B> {
  const stop = new AbortController();
  const coming: Promise<{ readonly value: B } | null>[] = [];
  let source: Iterator<A> | AsyncIterator<A> | null = null;
  let state: 'open' | 'drained' | 'over' = 'open';
  let pulls: Promise<unknown> = Promise.resolve();

  const onAbort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();

  const pull = async (): Promise<{ readonly item: A } | null> => {
    if (state !== 'open' || source === null || stop.signal.aborted) return null;
    try {
      const { done, value } = await source.next();
      if (!done) return { item: value };
      if (state === 'open') state = 'drained';
      return null;
    } catch (error) {
      if (state === 'open') state = 'drained';
      throw error;
    }
  };
  const fill = () => {
    while (coming.length <= ahead) {
      const pulled = pulls.then(pull);
      pulls = pulled.catch(() => {});
      const result = pulled.then(async (found) =>
        found === null ? null : { value: await run(found.item, stop.signal) },
      );
      result.catch(() => {});
      coming.push(result);
    }
  };
  const finish = () => {
    if (state === 'over') return;
    const isOpen = state === 'open';
    state = 'over';
    signal?.removeEventListener('abort', onAbort);
    stop.abort(new Error('no longer read'));
    if (isOpen && source !== null) (async () => source.return?.())().catch(() => {});
  };
  const aborted = (cleanup: AbortSignal) =>
    new Promise<never>((_, reject) => {
      const tell = () => reject(stop.signal.reason);
      if (stop.signal.aborted) tell();
      stop.signal.addEventListener('abort', tell, { signal: cleanup });
    });

  return {
    async next() {
      if (state === 'over') return { done: true, value: undefined };
      source ??= Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
      fill();
      const done = new AbortController();
      try {
        const result = await Promise.race([coming.shift(), aborted(done.signal)]);
        if (result !== null && result !== undefined) return { done: false, value: result.value };
        finish();
        return { done: true, value: undefined };
      } catch (error) {
        finish();
        throw error;
      } finally {
        done.abort();
      }
    },
    async return() {
      finish();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
