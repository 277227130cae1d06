import { addAbortListener } from 'node:events';

/** Gives pieces, then null. A piece is good until the next `read`. */
export interface Reader {
  readonly read: () => Promise<Uint8Array | null>;
}

/** Has taken the bytes when its promise resolves, with whatever it likes. */
export interface Writer {
  // A property and no method: parameters of methods are compared both ways, and a writer of Buffers would fit.
  readonly write: (bytes: Uint8Array) => Promise<unknown>;
}

/**
 * Writes what it reads, piece by piece, and resolves with the number of bytes. When the signal aborts it rejects at once with
 * its reason.
 */
export async function copy(reader: Reader, writer: Writer, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for (;;) {
    const piece = await unlessAborted(() => reader.read(), signal);
    if (piece === null) return total;
    await unlessAborted(() => writer.write(piece), signal);
    total += piece.length;
  }
}

/** What `step` comes to, but not longer than until the signal aborts. */
async function unlessAborted<T>(step: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return step();
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  using _listener = addAbortListener(signal, () => reject(signal.reason));
  // Both handlers: what comes after the abort is heard here, and goes nowhere.
  step().then(resolve, reject);
  return await promise;
}
