import type { ClassReport } from '../../report/class-schema.ts';
import { renderClass } from '../../report/class-terminal.ts';
import type { Entry } from '../../report/entry.ts';
import { escapeInvisible } from '../../report/json.ts';
import type { Context } from '../context.ts';
import { annotate } from '../exports/annotate.ts';

/** The grades for standard output: as JSON, or as a screen, with annotations behind it where GitHub reads. */
export async function renderGrades(
  context: Context,
  report: ClassReport,
  entries: readonly Entry[],
  { json, github, verbose, out }: { json: boolean; github: boolean; verbose: boolean; out: string },
): Promise<string> {
  if (json) return `${escapeInvisible(JSON.stringify(report, null, 2))}\n`;
  const { columns, color, unicode, plain } = context;
  const screen = renderClass(report, out, { columns, color, unicode, plain, verbose });
  return github ? annotate(screen, entries, context, null) : screen;
}
