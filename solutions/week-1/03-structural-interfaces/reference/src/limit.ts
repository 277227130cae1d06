import type { Reader } from './copy.ts';

/** A reader of the first `bytes` bytes. Throws a RangeError unless that is a whole number from 0 on. */
export function limit(reader: Reader, bytes: number): Reader {
  if (!Number.isInteger(bytes) || bytes < 0) {
    throw new RangeError(`a limit is a whole number of bytes from 0 on, not ${bytes}`);
  }
  let left = bytes;
  return {
    async read() {
      if (left === 0) return null;
      const piece = (await reader.read())?.subarray(0, left) ?? null;
      left -= piece?.length ?? 0;
      return piece;
    },
  };
}
