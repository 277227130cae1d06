import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Exercise } from '../course/course.ts';
import type { Problem } from '../course/problem.ts';
import { requirementTable } from './requirement-table.ts';

const start = '<!-- requirements:start -->';
const end = '<!-- requirements:end -->';

export interface ReadmeLint {
  readonly problems: readonly Problem[];
  /** The page, relative to the root, where its table was written. */
  readonly fixed: string | null;
}

/** The exercise's page carries the table of its requirements as the manifest says it. */
export function lintReadme(
  root: string,
  { folder, manifest }: Exercise,
  { fix }: { fix: boolean },
): ReadmeLint {
  const path = join(folder, 'README.md');
  const file = relative(root, path);
  const problem = (line: number, message: string): ReadmeLint => ({
    problems: [{ file, line, column: 1, message }],
    fixed: null,
  });
  if (!existsSync(path)) return problem(1, 'expected the page of the exercise, got none');
  const text = readFileSync(path, 'utf8');
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from)
    return problem(1, `expected a table between ${start} and ${end}, got no such lines`);
  const table = requirementTable(manifest);
  const found = text.slice(from + start.length, to);
  if (bare(found) === bare(table)) return { problems: [], fixed: null };
  if (fix) {
    writeFileSync(path, `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`);
    return { problems: [], fixed: file };
  }
  const line = text.slice(0, from).split('\n').length;
  return problem(
    line,
    `expected the table that the manifest says, got ${difference(found, table)}; \`lint --fix\` writes it`,
  );
}

/** How cells are padded, and empty lines, are the formatter's affair. */
function bare(table: string): string {
  return table
    .split('\n')
    .map((line) =>
      line
        .replace(/\s*\|\s*/g, '|')
        .replace(/-{3,}/g, '---')
        .trim(),
    )
    .filter((line) => line !== '')
    .join('\n');
}

function difference(found: string, table: string): string {
  const wanted = new Set(bare(table).split('\n'));
  const strange = bare(found)
    .split('\n')
    .find((line) => !wanted.has(line));
  return strange === undefined ? 'other rows or another order' : JSON.stringify(strange.slice(0, 80));
}
