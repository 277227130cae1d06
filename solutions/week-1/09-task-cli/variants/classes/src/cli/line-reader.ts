/** NDJSON, read in pieces. */
export class LineReader {
  line = 0;
  readonly #input: AsyncIterable<Buffer>;

  constructor(input: AsyncIterable<Buffer>) {
    this.#input = input;
  }

  async *values(): AsyncGenerator<unknown> {
    const decoder = new TextDecoder();
    let open = '';
    for await (const chunk of this.#input) {
      const lines = decoder.decode(chunk, { stream: true }).split('\n');
      lines[0] = open + (lines[0] ?? '');
      open = lines.pop() ?? '';
      for (const line of lines) {
        this.line += 1;
        if (line.trim() !== '') yield JSON.parse(line);
      }
    }
    this.line += 1;
    if (open.trim() !== '') yield JSON.parse(open + decoder.decode());
  }
}
