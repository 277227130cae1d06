/**
 * Wraps words of one column a character, such as ids, numbers and our own English. Texts that people wrote go through
 * report/layout.ts, which knows wide and combining characters, but whose tables take longer to load than `checker
 * progress` takes altogether.
 */
export function plainLines(
  text: string,
  columns: number,
  first = '',
  rest = ' '.repeat(first.length),
): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
