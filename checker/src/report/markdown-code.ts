import { sanitize, sanitizeLine } from './sanitize.ts';

/**
 * A text as a code span for a cell of a table or a heading: nothing in it is markup, HTML, a link or a mention. A bar would
 * end the cell even in code, and a backslash before it is read differently by different readers, so it becomes a broken bar.
 */
export function codeCell(text: string): string {
  const line = sanitizeLine(text).replaceAll('|', '¦');
  const shown = line.length <= longest ? line : `${line.slice(0, longest)}…`;
  if (shown.trim() === '') return '–';
  const fence = '`'.repeat(longestRun(shown) + 1);
  return `${fence} ${shown} ${fence}`;
}
const longest = 300;

/** A text of several lines as a block of code; its fence is longer than any in the text. */
export function codeBlock(text: string): string[] {
  const safe = sanitize(text);
  const fence = '`'.repeat(Math.max(3, longestRun(safe) + 1));
  return [`${fence}text`, ...safe.split('\n'), fence];
}

function longestRun(text: string): number {
  return text.match(/`+/g)?.reduce((most, run) => Math.max(most, run.length), 0) ?? 0;
}
