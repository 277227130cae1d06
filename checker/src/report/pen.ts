import { Chalk, type ChalkInstance } from 'chalk';
import type { VerdictKind } from '../judge/verdict.ts';
import { hang, pad, spaces } from './layout.ts';
import { markOf } from './symbols.ts';

export interface TerminalOptions {
  readonly columns: number;
  readonly color: boolean;
  readonly verbose: boolean;
  /** False draws with ASCII only; texts of the course and of submissions stay as they are. */
  readonly unicode: boolean;
  /** For screen readers and dumb terminals: what would be drawn is told as a list. By default false. */
  readonly plain?: boolean;
}

/** What everything on one screen is drawn with. */
export interface Pen extends TerminalOptions {
  readonly plain: boolean;
  readonly chalk: ChalkInstance;
  readonly ellipsis: string;
  /** Whether labels stand in a column of their own; on a narrow screen they run into their text. */
  readonly wide: boolean;
}

export function takePen(options: TerminalOptions): Pen {
  const columns = Math.min(120, Math.max(30, options.columns));
  return {
    ...options,
    plain: options.plain ?? false,
    columns,
    chalk: new Chalk({ level: options.color ? 1 : 0 }),
    ellipsis: options.unicode ? '…' : '...',
    wide: columns >= 60,
  };
}

/** Symbol and word of a verdict, or the symbol and another text, in its colour. */
export function mark(kind: VerdictKind, pen: Pen, text?: string): string {
  const { symbol, word, color } = markOf(kind, pen.unicode);
  return pen.chalk[color](`${symbol} ${text ?? word}`);
}

/** A text of any length, cut to what a person reads unless everything is asked for. */
export function brief(text: string, pen: Pen): string {
  if (pen.verbose || text.length <= longestText) return text;
  const size = text.length.toLocaleString('en-US');
  return `${text.slice(0, longestText)}${pen.ellipsis} (${size} characters; -v shows more)`;
}

/** `Expected: …`, with further lines under the text. */
export function labelled(label: string, text: string, pen: Pen): string[] {
  if (!pen.wide) return hang(`${pen.chalk.bold(`${label}:`)} ${text}`, pen.columns, margin, margin + margin);
  return hang(
    text,
    pen.columns,
    margin + pen.chalk.bold(pad(`${label}:`, labelColumns)),
    margin + spaces(labelColumns),
  );
}

const longestText = 500;
/** What stands left of everything that belongs to one requirement. */
export const margin = '  ';
/** The longest label, its colon and a space. */
const labelColumns = 10;
