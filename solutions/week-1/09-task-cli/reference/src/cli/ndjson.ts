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
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      yield* parseLine(Buffer.concat([...begun, chunk.subarray(start, end)]), position);
      begun = [];
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
  }
  yield* parseLine(Buffer.concat(begun), position);
}

/** One value, or none for a blank line. */
function* parseLine(line: Buffer, position: Position): Generator<unknown> {
  position.line += 1;
  if (!isUtf8(line)) throw new SyntaxError('this is not UTF-8');
  // Takes the \r at the end and a BOM at the beginning away, too.
  const text = line.toString('utf8').trim();
  if (text !== '') yield JSON.parse(text);
}
