/** Slots in the order of the items; a slot is filled by whatever its item comes to. */
export async function* mapWith<A, B>(
  items: Iterable<A> | AsyncIterable<A>,
  start: (item: A, signal: AbortSignal) => Promise<B>,
  width: number,
  outer: AbortSignal | undefined,
): AsyncGenerator<B, void, void> {
  outer?.throwIfAborted();
  const inner = new AbortController();
  const slots: PromiseWithResolvers<B | typeof nothing>[] = [];
  const iterator = iterate(items);
  let delivered = 0;
  let pulled = 0;
  let isPulling = false;
  let isExhausted = false;

  const fail = (error: unknown) => {
    for (const slot of slots) slot.reject(error);
  };
  const onOuter = () => {
    inner.abort(outer?.reason);
    fail(outer?.reason);
  };
  /** Goes from item to item as long as there is room; one of these runs at a time. */
  const pump = async () => {
    if (isPulling) return;
    isPulling = true;
    while (!isExhausted && !inner.signal.aborted && pulled <= delivered + width) {
      const slot = slots[pulled - delivered] ?? addSlot();
      try {
        const { done, value } = await iterator.next();
        if (inner.signal.aborted) break;
        if (done === true) {
          isExhausted = true;
          slot.resolve(nothing);
          break;
        }
        pulled += 1;
        start(value, inner.signal).then(slot.resolve, slot.reject);
      } catch (error) {
        isExhausted = true;
        slot.reject(error);
      }
    }
    isPulling = false;
  };
  const addSlot = () => {
    const slot = Promise.withResolvers<B | typeof nothing>();
    slot.promise.catch(() => {});
    slots.push(slot);
    return slot;
  };

  outer?.addEventListener('abort', onOuter);
  try {
    for (;;) {
      const slot = slots[0] ?? addSlot();
      void pump();
      const value = await slot.promise;
      if (value === nothing) return;
      slots.shift();
      delivered += 1;
      yield value as B;
    }
  } finally {
    outer?.removeEventListener('abort', onOuter);
    inner.abort(new DOMException('the results are not read any more', 'AbortError'));
    if (!isExhausted) void quietly(async () => iterator.return?.());
  }
}

const nothing = Symbol('no more items');

function iterate<A>(items: Iterable<A> | AsyncIterable<A>): Iterator<A> | AsyncIterator<A> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}

async function quietly(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch {
    // Nobody reads any more: nobody is there to be told.
  }
}
