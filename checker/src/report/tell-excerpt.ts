import type { Excerpt } from '../judge/observation.ts';
import { cut, fold, spaces } from './layout.ts';
import { margin, type Pen } from './pen.ts';
import { tellBytes, tellCount } from './quantities.ts';
import { quote } from './quote.ts';
import { sanitize } from './sanitize.ts';

/** What stands left of a step of a transcript, and of what belongs to it. */
export const lead = margin + margin;
export const inner = lead + margin;
/** Arguments, and lines of output, that are shown of each step unless everything is asked for. */
const argumentColumns = 60;
const outputLines = { head: 6, tail: 3 };

/** An argument as a shell reads it, cut unless everything is asked for. */
export function shellWord(argument: string, pen: Pen): string {
  return quote(pen.verbose ? argument : cut(argument, argumentColumns, pen.ellipsis));
}

/** The label stands before the first line, the others under it. */
export function tellExcerpt(label: string, excerpt: Excerpt, pen: Pen): string[] {
  const first = label === '' ? inner : `${inner}${label}: `;
  const rest = spaces(first.length);
  if (excerpt.bytes === 0) return [`${first}(empty)`];
  const lines = sanitize(excerpt.text.replace(/\n$/, '')).split('\n');
  const folded = keepEnds(pen.verbose ? lines : leaveOutFrames(lines, pen), pen).flatMap((line) =>
    fold(line, pen.columns - first.length),
  );
  const size = excerpt.cut ? [`(${tellBytes(excerpt.bytes)} in all, shown in part)`] : [];
  return [...folded, ...size.flatMap((line) => fold(line, pen.columns - first.length))].map(
    (line, index) => (index === 0 ? first : rest) + line,
  );
}

/** A stack shows the learner's own frames; those inside Node lead nowhere, and its version says nothing new. */
function leaveOutFrames(lines: readonly string[], pen: Pen): readonly string[] {
  const inside = (line: string | undefined) => line !== undefined && /^\s+at .*\bnode:/.test(line);
  const kept = lines.flatMap((line, index) => {
    if (!inside(line)) return [line];
    return inside(lines[index - 1]) ? [] : [`    ${pen.ellipsis} inside Node`];
  });
  const end = kept.findLastIndex((line) => line !== '' && !/^Node\.js v\d/.test(line));
  return kept.slice(0, end + 1);
}

function keepEnds(lines: readonly string[], pen: Pen): readonly string[] {
  const { head, tail } = outputLines;
  if (pen.verbose || lines.length <= head + tail + 1) return lines;
  const left = tellCount(lines.length - head - tail, 'more line');
  return [...lines.slice(0, head), `${pen.ellipsis} ${left}`, ...lines.slice(-tail)];
}
