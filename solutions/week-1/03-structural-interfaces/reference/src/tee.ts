import type { Reader, Writer } from './copy.ts';

/** A reader of the same pieces, each of which `writer` has taken before it is given on. */
export function tee(reader: Reader, writer: Writer): Reader {
  return {
    async read() {
      const piece = await reader.read();
      if (piece !== null) await writer.write(piece);
      return piece;
    },
  };
}
