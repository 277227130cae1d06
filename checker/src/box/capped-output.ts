import type { Readable } from 'node:stream';
import type { CappedOutput } from './box.ts';

/**
 * Reads a stream to its end and keeps its first `cap` bytes. What exceeds the cap is read and dropped, so that a chatty
 * program goes on instead of stalling on a full pipe, and its verdict is about what it did, not about our patience.
 */
export function capOutput(stream: Readable, cap: number): CappedOutput & { readonly ended: Promise<void> } {
  const kept: Buffer[] = [];
  const waiting = new Set<() => void>();
  let keptBytes = 0;
  let total = 0;
  let ended = false;

  const wake = () => {
    for (const look of [...waiting]) look();
  };
  const end = Promise.withResolvers<void>();
  const finish = () => {
    if (ended) return;
    ended = true;
    end.resolve();
    wake();
  };
  stream.on('data', (chunk: Buffer) => {
    total += chunk.length;
    const room = cap - keptBytes;
    if (room <= 0) return;
    // A copy, so that a short slice does not retain the pool's whole chunk.
    const part = Buffer.from(chunk.subarray(0, room));
    kept.push(part);
    keptBytes += part.length;
    wake();
  });
  stream.once('end', finish);
  stream.once('close', finish);
  stream.on('error', finish);

  const bytes = () => Buffer.concat(kept, keptBytes);
  const text = () => bytes().toString('utf8');
  return {
    bytes,
    text,
    get total() {
      return total;
    },
    get cut() {
      return total > keptBytes;
    },
    ended: end.promise,
    close() {
      stream.destroy();
    },
    until(found, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<NonNullable<
        ReturnType<typeof found>
      > | null>();
      const look = () => {
        const value = found(text());
        if (value !== undefined) settle(() => resolve(value as NonNullable<typeof value>));
        else if (ended) settle(() => resolve(null));
      };
      const abort = () => settle(() => reject(signal.reason));
      const settle = (act: () => void) => {
        waiting.delete(look);
        signal.removeEventListener('abort', abort);
        act();
      };
      if (signal.aborted) reject(signal.reason);
      else {
        waiting.add(look);
        signal.addEventListener('abort', abort, { once: true });
        look();
      }
      return promise;
    },
  };
}
