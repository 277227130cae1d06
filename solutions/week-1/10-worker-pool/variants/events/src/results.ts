/** Results as a web stream: it pulls nothing before it is read, and to cancel it is to stop. */
export function streamResults<A, B>(
  items: Iterable<A> | AsyncIterable<A>,
  width: number,
  run: (item: A, signal: AbortSignal) => Promise<B>,
  outer: AbortSignal | undefined,
): ReadableStream<B> {
  const stop = new AbortController();
  const ahead: Promise<IteratorResult<B, undefined>>[] = [];
  let source: Iterator<A> | AsyncIterator<A> | undefined;
  let hasEnded = false;
  let lastPull: Promise<unknown> = Promise.resolve();

  const pullItem = async (): Promise<IteratorResult<A, undefined>> => {
    if (hasEnded || stop.signal.aborted) return { done: true, value: undefined };
    source ??= Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    try {
      const result = await source.next();
      if (result.done === true) hasEnded = true;
      return result;
    } catch (error) {
      hasEnded = true;
      throw error;
    }
  };
  const oneMore = () => {
    const item = lastPull.then(pullItem, pullItem);
    lastPull = item;
    item.catch(() => {});
    const result = item.then(async ({ done, value }): Promise<IteratorResult<B, undefined>> => {
      if (done === true) return { done, value: undefined };
      return { done: false, value: await run(value, stop.signal) };
    });
    result.catch(() => {});
    return result;
  };
  const end = (reason: unknown) => {
    if (stop.signal.aborted) return;
    outer?.removeEventListener('abort', onOuter);
    stop.abort(reason);
    if (hasEnded) return;
    hasEnded = true;
    Promise.resolve()
      .then(() => source?.return?.())
      .catch(() => {});
  };
  const outerAborted = Promise.withResolvers<never>();
  outerAborted.promise.catch(() => {});
  const onOuter = () => {
    end(outer?.reason);
    outerAborted.reject(outer?.reason);
  };
  outer?.addEventListener('abort', onOuter);
  if (outer?.aborted === true) onOuter();

  return new ReadableStream<B>(
    {
      async pull(controller) {
        while (ahead.length <= width) ahead.push(oneMore());
        try {
          const next = await Promise.race([ahead[0] as (typeof ahead)[0], outerAborted.promise]);
          ahead.shift();
          if (next.done !== true) return controller.enqueue(next.value);
          end(new Error('all items are done'));
          controller.close();
        } catch (error) {
          end(error);
          throw error;
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}
