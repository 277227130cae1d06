import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/**
 * Lines of a screen. `first` stands before the first line and `rest` before every further one, so that a wrapped text hangs
 * under its beginning. Line feeds of the text start new lines. No line is wider than `columns` unless the prefixes leave
 * less than `narrowest`, and none ends in a space.
 */
export function hang(
  text: string,
  columns: number,
  first: string,
  rest = spaces(stringWidth(first)),
): string[] {
  const room = Math.max(narrowest, columns - Math.max(stringWidth(first), stringWidth(rest)));
  return wrap(text, room).map((line, index) => trimLine((index === 0 ? first : rest) + line));
}

/** The text in lines of at most `columns`; a word that is longer is broken. */
export function wrap(text: string, columns: number): string[] {
  return wrapAnsi(text, columns, { hard: true, trim: true }).split('\n').map(trimLine);
}

/** As `wrap`, but spaces count: for code and for what a program printed. */
export function fold(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => foldLine(trimLine(line), columns));
}

/** At most `columns` wide; what is cut is marked. */
export function cut(text: string, columns: number, ellipsis: string): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  const room = columns - stringWidth(ellipsis);
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += stringWidth(segment);
    if (used > room) break;
    kept += segment;
  }
  return kept.trimEnd() + ellipsis;
}

/**
 * As `cut`, but what is left out is in the middle, whole words where they are short: of a call with a long argument, what
 * it should do stays readable.
 */
export function cutMiddle(text: string, columns: number, ellipsis: string): string {
  if (stringWidth(text) <= columns) return text;
  const head = cut(text, Math.ceil(columns / 2), '').replace(/ \S{0,9}$/, ' ');
  const segments = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  let room = columns - stringWidth(head) - stringWidth(ellipsis);
  const last = segments.findLastIndex((segment) => {
    room -= stringWidth(segment);
    return room < 0;
  });
  const tail = segments.slice(last + 1).join('');
  return head + ellipsis + tail.replace(/^\S{0,9} /, ' ');
}

/** Padded on the right to `columns`; longer text is left as it is. */
export function pad(text: string, columns: number): string {
  return text + spaces(columns - stringWidth(text));
}

export function spaces(count: number): string {
  return ' '.repeat(Math.max(0, count));
}

/** The lines as one text that ends in a line feed, with no space at the end of a line and no more than one empty line in a row. */
export function screen(lines: readonly string[]): string {
  const kept = lines
    .map(trimLine)
    .filter((line, index, all) => line !== '' || (index > 0 && all[index - 1] !== ''));
  while (kept.at(-1) === '') kept.pop();
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}

/** Below this a hanging text would be a column of single letters. */
const narrowest = 12;

function foldLine(line: string, columns: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  if (stringWidth(line) <= columns || indent.length > columns / 2) {
    return wrapAnsi(line, columns, { hard: true, trim: false }).split('\n').map(trimLine);
  }
  const room = columns - indent.length;
  return wrapAnsi(line.slice(indent.length), room, { hard: true, trim: true })
    .split('\n')
    .map((part) => trimLine(indent + part));
}

/** Without spaces at the end, also where closing colours stand after them. */
function trimLine(line: string): string {
  return line.replace(/ +((?:\u001b\[\d+m)*)$/, '$1');
}
