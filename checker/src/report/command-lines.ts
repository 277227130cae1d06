import stringWidth from 'string-width';
import { hang, spaces } from './layout.ts';

/**
 * A command that can be copied from the screen and run: where it does not fit it is broken between words, each line but the
 * last ending in the shell's own continuation. Only a single word that is wider than the screen is broken inside.
 */
export function commandLines(
  words: readonly string[],
  columns: number,
  first: string,
  rest = spaces(stringWidth(first)),
): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  words.forEach((word, index) => {
    const continuation = index === words.length - 1 ? '' : ' \\';
    if (!empty && stringWidth(`${line} ${word}${continuation}`) > columns) {
      lines.push(`${line} \\`);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  });
  lines.push(line);
  return lines.flatMap((each, index) =>
    stringWidth(each) <= columns ? [each] : breakWord(each, index === 0 ? first : rest, columns, rest),
  );
}

/** The words of a command line that `quote` has written, quotes kept. */
export function splitCommand(command: string): readonly string[] {
  return command.match(/(?:\$?'(?:[^'\\]|\\.)*'|\\.|[^\s'\\])+/g) ?? [];
}

function breakWord(line: string, lead: string, columns: number, rest: string): string[] {
  return hang(line.slice(lead.length), columns, lead, rest);
}
