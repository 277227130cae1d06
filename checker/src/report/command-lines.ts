import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { spaces } from './layout.ts';

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
  const units = joinOptions(words, columns - stringWidth(rest));
  const lines: string[] = [];
  let line = first;
  let empty = true;
  units.forEach((unit, index) => {
    const continuation = index === units.length - 1 ? '' : ' \\';
    if (!empty && stringWidth(`${line} ${unit}${continuation}`) > columns) {
      lines.push(`${line} \\`);
      line = rest;
      empty = true;
    }
    line += empty ? unit : ` ${unit}`;
    empty = false;
  });
  return [...lines, line].flatMap((each) => breakWord(each, columns, rest));
}

/** The words of a command line that `quote` has written, quotes kept. */
export function splitCommand(command: string): readonly string[] {
  return command.match(/(?:\$?'(?:[^'\\]|\\.)*'|\\.|[^\s'\\])+/g) ?? [];
}

/** An option stays with its value where both fit on a line. */
function joinOptions(words: readonly string[], room: number): string[] {
  const units: string[] = [];
  for (const word of words) {
    const option = units.at(-1);
    const joined = `${option} ${word}`;
    const fits = stringWidth(joined) + 2 <= room;
    if (option !== undefined && /^--[a-z][\w-]*$/.test(option) && !word.startsWith('-') && fits) {
      units[units.length - 1] = joined;
    } else {
      units.push(word);
    }
  }
  return units;
}

function breakWord(line: string, columns: number, rest: string): string[] {
  if (stringWidth(line) <= columns) return [line];
  const [first = '', ...others] = breakAt(line, columns);
  return [first, ...breakAt(others.join(''), columns - stringWidth(rest)).map((part) => rest + part)];
}

function breakAt(text: string, columns: number): string[] {
  return wrapAnsi(text, columns, { hard: true, trim: false, wordWrap: false }).split('\n');
}
