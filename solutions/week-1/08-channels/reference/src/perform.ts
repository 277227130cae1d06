import { addAbortListener } from 'node:events';

/** One way in which a call can be done. */
export interface Operation<Result> {
  /** Does it if that needs no waiting, else null; throws where it can never be done. */
  attempt(): { readonly result: Result } | null;
  /** Gets in line; the function that it returns leaves the line again. */
  join(entry: Entry<Result>): () => void;
}

/** A place in a line. Whoever ends it first decides what the call comes to; all its other places are gone by then. */
export interface Entry<Result> {
  end(result: Result): void;
  fail(error: unknown): void;
}

export interface Performed<Result> {
  readonly index: number;
  readonly result: Result;
}

/** Does exactly one of the operations: the first that can be done now, else the first that can be later. */
export async function perform<Result>(
  operations: readonly Operation<Result>[],
  signal: AbortSignal | undefined,
): Promise<Performed<Result>> {
  signal?.throwIfAborted();
  for (const [index, operation] of operations.entries()) {
    const done = operation.attempt();
    if (done !== null) return { index, result: done.result };
  }
  return wait(operations, signal);
}

function wait<Result>(
  operations: readonly Operation<Result>[],
  signal: AbortSignal | undefined,
): Promise<Performed<Result>> {
  const { promise, resolve, reject } = Promise.withResolvers<Performed<Result>>();
  // Disposed of before the promise settles and not after it was awaited: in between, others could meet what is over.
  const places = new DisposableStack();
  const fail = (error: unknown) => {
    places.dispose();
    reject(error);
  };
  for (const [index, operation] of operations.entries()) {
    const end = (result: Result) => {
      places.dispose();
      resolve({ index, result });
    };
    places.defer(operation.join({ end, fail }));
  }
  if (signal !== undefined) places.use(addAbortListener(signal, () => fail(signal.reason)));
  return promise;
}
