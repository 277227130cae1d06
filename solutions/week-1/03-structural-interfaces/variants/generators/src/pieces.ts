export type Source = Readonly<{ read: () => Promise<Uint8Array | null> }>;
export type Target = Readonly<{ write: (bytes: Uint8Array) => Promise<unknown> }>;

/** Empty pieces are left out. */
async function* piecesOf(source: Source): AsyncGenerator<Uint8Array, null> {
  for (;;) {
    const piece = await source.read();
    if (piece === null) return null;
    if (piece.length > 0) yield piece;
  }
}

/** One promise for the abort, raced with each step. */
export async function drain(source: Source, target: Target, signal?: AbortSignal): Promise<number> {
  const aborted = Promise.withResolvers<never>();
  // Between two races nobody else has a handler on it.
  aborted.promise.catch(() => undefined);
  const abort = () => aborted.reject(signal?.reason);
  const step = <T>(begin: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    return Promise.race([aborted.promise, begin()]);
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    let total = 0;
    for (let piece = await step(() => source.read()); piece !== null; ) {
      const bytes = piece;
      if (bytes.length > 0) await step(() => target.write(bytes));
      total += bytes.length;
      piece = await step(() => source.read());
    }
    return total;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

export function passOn(source: Source, target: Target): Source {
  const read = () =>
    Promise.resolve()
      .then(() => source.read())
      .then((piece) => (piece === null ? null : Promise.resolve(target.write(piece)).then(() => piece)));
  return Object.freeze({ read });
}

export function cutTo(source: Source, bytes: number): Source {
  if (bytes < 0 || Math.floor(bytes) !== bytes || bytes === Number.POSITIVE_INFINITY) {
    throw new RangeError('a limit counts bytes');
  }
  const pieces = cut(source, bytes);
  return { read: async () => (await pieces.next()).value };
}

async function* cut(source: Source, bytes: number): AsyncGenerator<Uint8Array, null> {
  let left = bytes;
  if (left === 0) return null;
  for await (const piece of piecesOf(source)) {
    yield piece.subarray(0, left);
    left -= Math.min(left, piece.length);
    if (left === 0) return null;
  }
  return null;
}
