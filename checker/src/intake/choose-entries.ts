import { showPath, tooLarge } from '../workspace/submission-errors.ts';
import { isLeftOut } from '../workspace/walk-submission.ts';
import type { ArchiveEntry } from './archive.ts';
import { unsafe } from './archive-errors.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import { escapeFault, nameFault, splitPath } from './name-fault.ts';

/** A file to be written: its path has been looked at, and no other one means the same. */
export interface ChosenEntry {
  /** Relative, forward slashes, no `.` and no `..`. */
  readonly path: string;
  readonly entry: ArchiveEntry;
}

/**
 * The files of an archive that belong to the submission. Throws for the first entry that is not plain, that means another
 * file elsewhere, or that there are too many of. What a snapshot leaves out is left out here, whatever it is, since
 * nothing of it is written; only it must not lead out either.
 */
export function chooseEntries(entries: readonly ArchiveEntry[], limits: ArchiveLimits): ChosenEntry[] {
  if (entries.length > limits.entries) throw tooLarge(`the archive has more than ${limits.entries} entries`);
  const names = new Names();
  const chosen: ChosenEntry[] = [];
  let kept = 0;
  let total = 0;
  for (const entry of entries) {
    const path = plainPath(entry, limits);
    if (path === null) continue;
    kept += 1;
    if (kept > limits.snapshot.entries)
      throw tooLarge(`it has more than ${limits.snapshot.entries} files and folders`);
    refuseKind(entry);
    names.add(path, entry);
    if (entry.kind === 'folder') continue;
    refuseSize(entry, limits);
    total += entry.bytes;
    if (total > limits.snapshot.totalBytes)
      throw tooLarge(`its files are larger than ${limits.snapshot.totalBytes} bytes together`);
    chosen.push({ path: path.join('/'), entry });
    if (chosen.length > limits.snapshot.files)
      throw tooLarge(`it has more than ${limits.snapshot.files} files`);
  }
  return chosen;
}

/** @returns the names of its path; null for what is left out, and for the folder itself that was packed */
function plainPath(entry: ArchiveEntry, limits: ArchiveLimits): readonly string[] | null {
  const { path, kind } = entry;
  if (kind === 'folder' && (path === './' || path === '.')) return null;
  const wayOut = path.includes('\u0000') ? 'has a NUL in its name' : escapeFault(path);
  if (wayOut !== null) throw unsafe(path, wayOut);
  const names = splitPath(path);
  if (names === null) throw unsafe(path, 'has an empty part in its path');
  if (names.some(isLeftOut) || names[0] === '__MACOSX' || isAppleDouble(names)) return null;
  const fault = nameFault(path, limits);
  if (fault !== null) throw unsafe(path, fault);
  return names;
}

/** What macOS puts beside each file in archives for its own attributes; esbuild would take `._main.ts` for source. */
function isAppleDouble(names: readonly string[]): boolean {
  return names.at(-1)?.startsWith('._') === true;
}

function refuseKind({ path, kind, mode }: ArchiveEntry): void {
  switch (kind) {
    case 'folder':
      return;
    case 'file':
      if ((mode & 0o6000) !== 0) throw unsafe(path, 'has the setuid or setgid bit');
      return;
    case 'symbolic link':
    case 'hard link':
      throw unsafe(path, `is a ${kind}: links are not followed`);
    case 'entry of an unknown kind':
      throw unsafe(path, `is an ${kind}`);
    case 'device':
    case 'named pipe':
    case 'socket':
    case 'submodule':
    case 'sparse file':
      throw unsafe(path, `is a ${kind}`);
    default:
      kind satisfies never;
  }
}

function refuseSize(
  { path, bytes, packed }: ArchiveEntry,
  { snapshot, ratio, ratioFromBytes }: ArchiveLimits,
): void {
  if (packed !== null && bytes > ratioFromBytes && bytes > packed * ratio) {
    const hint = 'No source is packed so tightly. Remove the file, and pack anew.';
    throw unsafe(
      path,
      `would grow from ${packed} to ${bytes} bytes, as archives do that are made to fill a disk`,
      hint,
    );
  }
  if (bytes > snapshot.fileBytes)
    throw tooLarge(`${showPath(path)} has ${bytes} bytes; a file may have ${snapshot.fileBytes}`);
}

/**
 * All names so far, as file systems compare them that ignore case and the form of accents. Each folder on the way counts:
 * `A/x` and `a/y` are one folder there and two here.
 */
class Names {
  readonly #seen = new Map<string, { readonly path: string; readonly isFile: boolean }>();

  add(names: readonly string[], { kind }: ArchiveEntry): void {
    for (let length = 1; length <= names.length; length += 1) {
      const path = names.slice(0, length).join('/');
      const isFile = length === names.length && kind === 'file';
      const before = this.#seen.get(fold(path));
      if (before === undefined) this.#seen.set(fold(path), { path, isFile });
      else if (before.path !== path) throw unsafe(path, differsHow(before.path, path));
      else if (before.isFile !== isFile) throw unsafe(path, 'is a file and a folder at once');
      else if (isFile) throw unsafe(path, 'stands in the archive twice');
    }
  }
}

function fold(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

function differsHow(before: string, path: string): string {
  return before.normalize('NFC') === path.normalize('NFC')
    ? 'stands there twice, with its accents written in two ways: elsewhere one would replace the other'
    : `differs from ${before} only in case: elsewhere one would replace the other`;
}
