import stringWidth from 'string-width';
import { sanitizeLine } from '../sanitize.ts';

/**
 * Names of lanes in at most `columns`, as many as can be told apart: where cutting out the middle makes two of them alike,
 * the ends are kept, or else the beginnings.
 */
export function shortNames(
  lanes: readonly string[],
  columns: number,
  ellipsis: string,
): ReadonlyMap<string, string> {
  const room = Math.max(0, columns - stringWidth(ellipsis));
  const ways = [Math.floor(room / 2), room, 0].map(
    (end) => new Map(lanes.map((lane) => [lane, shorten(sanitizeLine(lane), columns, end, ellipsis)])),
  );
  const distinct = ways.map((names) => new Set(names.values()).size);
  return ways[distinct.indexOf(Math.max(...distinct))] ?? new Map();
}

/** @param end how many columns of the name's end are kept */
function shorten(name: string, columns: number, end: number, ellipsis: string): string {
  if (stringWidth(name) <= columns) return name;
  const letters = [...new Intl.Segmenter().segment(name)].map(({ segment }) => segment);
  const tail = fill(letters.toReversed(), end).toReversed().join('');
  const room = columns - stringWidth(ellipsis) - stringWidth(tail);
  return fill(letters, room).join('') + ellipsis + tail;
}

function fill(letters: readonly string[], columns: number): readonly string[] {
  const kept: string[] = [];
  let used = 0;
  for (const letter of letters) {
    used += stringWidth(letter);
    if (used > columns) break;
    kept.push(letter);
  }
  return kept;
}
