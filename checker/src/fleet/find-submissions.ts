import { type Dirent, existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Course, Exercise } from '../course/course.ts';
import { CheckerError } from '../errors.ts';
import { archiveEnding } from '../intake/archive-name.ts';
import { showPath } from '../workspace/submission-errors.ts';
import { isLeftOut } from '../workspace/walk-submission.ts';
import { holdsWork } from './find-work.ts';
import { gradesMark } from './grades-folder.ts';
import { listEnding, type Row, readList } from './read-list.ts';
import { type NoSource, nameOf, type Source } from './source.ts';

export interface Found {
  readonly sources: readonly Source[];
  readonly others: readonly NoSource[];
}

/** A source that has no id yet; of a list, whose it is. */
type Unnamed = Omit<Source, 'id'> & { readonly student?: string };

/**
 * The submissions behind the paths that were named: an archive is one; a folder is one if it holds somebody's work, and else
 * each folder and archive in it is one; a list names them, by paths that begin where it lies. Links in such a folder are listed and not followed. Throws SUBMISSION_MISSING.
 */
export function findSubmissions(
  paths: readonly string[],
  { cwd, out, course, exercise }: { cwd: string; out: string; course: Course; exercise: Exercise | null },
): Found {
  const sources: Unnamed[] = [];
  const others: NoSource[] = [];
  const grades = existsSync(out) ? realpathSync(out) : out;
  for (const named of paths) {
    const path = realPath(resolve(cwd, named), named);
    if (!lstatSync(path).isDirectory()) {
      if (!listEnding.test(path)) sources.push({ path, kind: 'archive' });
      else for (const row of readList(path)) take(row, path, sources, others);
    } else if (holdsWork(path, course, exercise)) sources.push({ path, kind: 'folder' });
    else look(path, grades, sources, others);
  }
  const listed = new Set(sources.flatMap(({ path, student }) => (student === undefined ? [] : [path])));
  const keyOf = ({ path, student }: Unnamed) => JSON.stringify([path, student]);
  const once = [...new Map(sources.map((source) => [keyOf(source), source])).values()].filter(
    ({ path, student }) => student !== undefined || !listed.has(path),
  );
  if (once.length === 0 && others.length === 0) {
    const hint = 'Name a folder with a folder or archive for each submission, or the submissions themselves.';
    throw new CheckerError(
      'SUBMISSION_MISSING',
      `there are no submissions in ${paths.map(showPath).join(', ')}`,
      { hint },
    );
  }
  return { sources: nameAll(once), others };
}

function realPath(path: string, named: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
    const hint = 'Name a folder with submissions, or a folder or archive that is one.';
    throw new CheckerError('SUBMISSION_MISSING', `there is nothing at ${showPath(named)}`, { hint });
  }
}

/** What is wrong with a row costs that row. */
function take(row: Row, list: string, sources: Unnamed[], others: NoSource[]): void {
  const { line, student } = row;
  const message = `line ${line} of ${showPath(basename(list))}: `;
  const refuse = (why: string) =>
    others.push({ id: student || basename(list), kind: 'unknown', message: message + why });
  if (row.kind === 'bad') {
    refuse(row.why);
    return;
  }
  try {
    const path = realPath(resolve(dirname(list), row.path), row.path);
    const found = lstatSync(path);
    if (found.isDirectory()) sources.push({ path, kind: 'folder', student });
    else if (found.isFile()) sources.push({ path, kind: 'archive', student });
    else refuse(`${showPath(row.path)} is neither a file nor a folder`);
  } catch (error) {
    const { code, message: why } = error as NodeJS.ErrnoException;
    refuse(error instanceof CheckerError ? why : `${showPath(row.path)} cannot be read: ${code}`);
  }
}

function look(folder: string, out: string, sources: Unnamed[], others: NoSource[]): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort(byName)) {
    const { name } = entry;
    const path = join(folder, name);
    if (isLeftOut(name) || ofTools.has(name) || path === out) continue;
    const kind = kindOf(entry, path);
    // A file of some tool; a folder or an archive counts whatever its name is, so that nobody is passed over.
    if (typeof kind !== 'string' && name.startsWith('.')) continue;
    if (kind === 'folder' || kind === 'archive') sources.push({ path, kind });
    else others.push({ id: name, ...kind });
  }
}

function kindOf(entry: Dirent, path: string): Source['kind'] | Omit<NoSource, 'id'> {
  if (entry.name.includes('\u{fffd}')) return { kind: 'refused', message: 'its name is not UTF-8' };
  if (entry.isDirectory()) {
    if (!existsSync(join(path, gradesMark))) return 'folder';
    return { kind: 'unknown', message: 'it is a folder of grades' };
  }
  if (entry.isFile()) {
    if (archiveEnding.test(entry.name)) return 'archive';
    return { kind: 'unknown', message: 'it is neither a folder nor an archive' };
  }
  const what = entry.isSymbolicLink()
    ? 'a symbolic link: links are not followed'
    : 'neither a file nor a folder';
  return { kind: 'refused', message: `it is ${what}` };
}

const ofTools = new Set(['.github', '.vscode', '.idea', '.checker', '__MACOSX']);

/**
 * What a list says; else the name without what says how it is packed, where no other submission has it; else the whole name,
 * and if need be as much of the path before it as tells them apart.
 */
function nameAll(sources: readonly Unnamed[]): Source[] {
  const candidates = sources.map(({ student, ...source }) => {
    const { path } = source;
    const parts = path.split('/').filter((part) => part !== '');
    const short = student ?? nameOf(source);
    return [
      ...(short === '' ? [] : [short]),
      ...parts.map((_, index) => parts.slice(-1 - index).join('/')),
      path,
    ];
  });
  const counts = new Map<string, number>();
  for (const names of candidates)
    for (const name of new Set(names.map((each) => each.toLowerCase())))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  return sources.map(({ path, kind }, index) => {
    const names = candidates[index] ?? [];
    return { path, kind, id: names.find((name) => counts.get(name.toLowerCase()) === 1) ?? path };
  });
}

/** As people sort: team-2 before team-10. The same on every machine. */
function byName(a: Dirent, b: Dirent): number {
  return collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);
}

const collator = new Intl.Collator('en', { numeric: true });
