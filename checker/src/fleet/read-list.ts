import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { CheckerError } from '../errors.ts';
import { sanitizeLine } from '../report/sanitize.ts';
import { showPath } from '../workspace/submission-errors.ts';

/** One line of a list of submissions: who handed in what, or what is wrong with it. */
export type Row =
  | { readonly kind: 'row'; readonly line: number; readonly student: string; readonly path: string }
  | { readonly kind: 'bad'; readonly line: number; readonly student: string; readonly why: string };

export const listEnding: RegExp = /\.csv$/i;

/**
 * Reads a CSV file whose first line names the columns `student` and `path`, among others and in any order. A row is a line, so
 * that a quote that is never closed costs one row and not the rest of the class. Throws USAGE where the columns are not there.
 */
export function readList(file: string): readonly Row[] {
  const [first = '', ...lines] = readText(file).split(/\r\n|\n|\r/);
  const delimiter = first.includes(';') && !first.includes(',') ? ';' : ',';
  const names = cellsOf(first, delimiter) ?? [];
  const columns = names.map((name) => name.toLowerCase());
  const [student, path] = [columns.indexOf('student'), columns.indexOf('path')];
  if (student < 0 || path < 0) {
    const got = sanitizeLine(names.join(', ')).slice(0, 200) || 'nothing';
    throw unusable(file, `expected the columns student and path in its first line, got ${got}`);
  }
  const lineOf = new Map<string, number>();
  return lines.flatMap((text, index): Row[] => {
    if (text.trim() === '') return [];
    const line = index + 2;
    const cells = cellsOf(text, delimiter);
    const row = { line, student: cells?.[student] ?? '', path: cells?.[path] ?? '' };
    const bad = (why: string): Row[] => [{ kind: 'bad', line, student: row.student, why }];
    if (cells === null) return bad('its quotes do not fit');
    if (row.student === '') return bad('it names no student');
    if (row.path === '') return bad('it names no path');
    const before = lineOf.get(row.student.toLowerCase());
    if (before !== undefined) return bad(`line ${before} names the same student`);
    lineOf.set(row.student.toLowerCase(), line);
    return [{ kind: 'row', ...row }];
  });
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) throw unusable(file, 'is no text in UTF-8');
    throw error;
  }
}

/** Null where it is no line of CSV. */
function cellsOf(line: string, delimiter: string): readonly string[] | null {
  try {
    const [cells] = parse(line, { delimiter, trim: true });
    return cells ?? [];
  } catch {
    return null;
  }
}

function unusable(file: string, what: string): CheckerError {
  return new CheckerError('USAGE', `${showPath(basename(file))}: ${what}`, {
    hint: 'A list of submissions is CSV in UTF-8: a first line `student,path`, then a line for each learner.',
  });
}
