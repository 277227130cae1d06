import { Buffer, isUtf8 } from 'node:buffer';

/** Where the reading stands, for whoever has to say in which line something was wrong. */
export interface Position {
  /** The line of the last value, from 1 on. */
  line: number;
}

/**
 * The values of the lines, one at a time. Splits at `\n` alone: `node:readline` would also split at U+2028, which JSON allows
 * inside of a string. Throws a SyntaxError for a line that is no JSON.
 */
export async function* readNdjson(
  chunks: AsyncIterable<Buffer>,
  position: Position,
): AsyncGenerator<unknown> {
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      position.line += 1;
      const text = toText([...begun, chunk.subarray(start, end)]);
      if (text !== '') yield JSON.parse(text);
      begun = [];
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
  }
  position.line += 1;
  const text = toText(begun);
  if (text !== '') yield JSON.parse(text);
}

const newline = 0x0a;

/** The line without what may stand around its value: blanks, a `\r` at the end, a BOM at the beginning. */
function toText(parts: readonly Buffer[]): string {
  const [only] = parts;
  const line = only !== undefined && parts.length === 1 ? only : Buffer.concat(parts);
  if (!isUtf8(line)) throw new SyntaxError('this is not UTF-8');
  return line.toString('utf8').trim();
}
