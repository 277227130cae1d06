import type { Reader, Writer } from './ends.ts';

/** By callbacks: a pump that is either reading, writing, or over. */
export function copy(reader: Reader, writer: Writer, signal?: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    let over = false;
    let total = 0;

    const finish = (settle: () => void): void => {
      if (over) return;
      over = true;
      signal?.removeEventListener('abort', abort);
      settle();
    };
    const abort = (): void => finish(() => reject(signal?.reason));
    const fail = (error: unknown): void => finish(() => reject(error));

    function begin<T>(step: () => PromiseLike<T>, next: (value: T) => void): void {
      if (over) return;
      try {
        step().then(next, fail);
      } catch (error) {
        fail(error);
      }
    }

    function pull(): void {
      begin(
        () => reader.read(),
        (piece) => (piece === null ? finish(() => resolve(total)) : push(piece)),
      );
    }

    function push(piece: Uint8Array): void {
      begin(
        () => writer.write(piece),
        () => {
          total += piece.byteLength;
          pull();
        },
      );
    }

    if (signal?.aborted === true) abort();
    else {
      signal?.addEventListener('abort', abort);
      pull();
    }
  });
}
