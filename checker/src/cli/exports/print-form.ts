import { type Entry, isJudged } from '../../report/entry.ts';
import { sanitizeLine } from '../../report/sanitize.ts';
import type { Context } from '../context.ts';

/** What `report --form` can print. */
export const forms = [
  'text',
  'json',
  'junit',
  'ctrf',
  'csv',
  'summary',
  'annotations',
  'gradescope',
  'classroom',
] as const;

/** Forms that their readers take of one submission at a time. */
export function isOneForm(form: string): boolean {
  return form === 'gradescope' || form === 'classroom';
}

export async function printForm(form: string, entries: readonly Entry[], context: Context): Promise<string> {
  switch (form) {
    case 'json':
      return entries.length === 1 ? await json(entries) : `[${await json(entries, ',\n')}]\n`;
    case 'junit':
      return (await import('../../report/junit.ts')).renderClassJunit(entries);
    case 'ctrf':
      return (await import('../../report/ctrf.ts')).renderCtrf(entries);
    case 'csv':
      return (await import('../../report/csv.ts')).renderCsv(entries);
    case 'summary':
      return (await import('../../report/github-summary.ts')).renderSummary(entries);
    case 'annotations':
      return (await import('../../report/github-annotations.ts')).renderAnnotations(entries, {
        folder: null,
      });
    case 'gradescope':
      return entries.map((await import('../../report/gradescope.ts')).renderGradescope).join('');
    case 'classroom':
      return `${entries.map((await import('../../report/classroom.ts')).renderClassroom).join('')}\n`;
    default:
      return text(entries, context);
  }
}

async function json(entries: readonly Entry[], between = ''): Promise<string> {
  const { renderJson, escapeInvisible } = await import('../../report/json.ts');
  return entries
    .map((entry) =>
      isJudged(entry) ? renderJson(entry.report) : `${escapeInvisible(JSON.stringify(entry, null, 2))}\n`,
    )
    .join(between);
}

async function text(entries: readonly Entry[], context: Context): Promise<string> {
  const { renderResult } = await import('../../report/terminal.ts');
  return entries
    .map((entry) => {
      const title = entries.length === 1 ? '' : `${sanitizeLine(entry.submission)}\n\n`;
      const told = isJudged(entry)
        ? renderResult(entry.report, { ...context, verbose: false })
        : `${entry.kind}: ${sanitizeLine(entry.message)}\n`;
      return title + told;
    })
    .join('\n');
}
