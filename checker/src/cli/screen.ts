import { commandLines, splitCommand } from '../report/command-lines.ts';
import { hang, screen } from '../report/layout.ts';
import { margin, type Pen, takePen } from '../report/pen.ts';
import type { Context } from './context.ts';

export function writeScreen({ stdout }: Context, lines: readonly string[]): void {
  stdout.write(screen(lines));
}

export function penOf({ columns, color, unicode, plain }: Context): Pen {
  return takePen({ columns, color, unicode, plain, verbose: false });
}

/** `Next: what:` and under it the command, ready to be copied. */
export function tellCommand(label: string, what: string, command: string, pen: Pen): string[] {
  return [
    ...hang(`${pen.chalk.bold(`${label}:`)} ${what}:`, pen.columns, '', margin),
    ...commandLines(splitCommand(command), pen.columns, margin, margin + margin),
  ];
}
