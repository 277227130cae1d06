import { type Dirent, opendirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ChangedMeanwhile } from './read-regular-file.ts';
import type { SnapshotLimits } from './snapshot-limits.ts';
import { tooLarge, unreadable } from './submission-errors.ts';

/** Never part of a submission, whatever they are: results of tools, and the specs that the course lays there itself. */
const leftOutEverywhere = new Set(['node_modules', '.git', '.DS_Store']);
const leftOutAtTheTop = new Set(['dist', 'coverage', 'specs']);

/** Whether whatever has this name, at any depth, is no part of a submission. */
export function isLeftOut(name: string): boolean {
  return leftOutEverywhere.has(name);
}

/**
 * Relative paths of all regular files, sorted by code unit. Entries are read one by one, so that a folder of a million ends
 * at the limit and not at the memory. Links and special files are errors: none may lead out of the folder or block.
 */
export async function walkSubmission(
  source: string,
  limits: SnapshotLimits,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const files: string[] = [];
  let entries = 0;
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (depth > limits.depth) throw tooLarge(`folders are nested more than ${limits.depth} deep`);
    const folders: string[] = [];
    for (const entry of entriesOf(source, folder)) {
      entries += 1;
      if (entries > limits.entries) throw tooLarge(`it has more than ${limits.entries} files and folders`);
      if (entries % 256 === 0) await setImmediate();
      signal.throwIfAborted();
      if (leftOutEverywhere.has(entry.name) || (depth === 0 && leftOutAtTheTop.has(entry.name))) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (Buffer.byteLength(path) > limits.pathBytes)
        throw tooLarge(`a path is longer than ${limits.pathBytes} bytes`);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
      else throw special(path, entry);
      if (files.length > limits.files) throw tooLarge(`it has more than ${limits.files} files`);
    }
    for (const path of folders) await visit(path, depth + 1);
  };
  await visit('', 0);
  return files.sort();
}

/** Node puts U+FFFD where a name is no UTF-8; such a file could not be opened by the name that we see. */
function* entriesOf(source: string, folder: string): Generator<Dirent> {
  let handle: ReturnType<typeof opendirSync>;
  try {
    handle = opendirSync(join(source, folder));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new ChangedMeanwhile(folder);
    throw unreadable(
      folder === '' ? source : folder,
      `cannot be listed: ${message}`,
      'Give yourself read access to it.',
    );
  }
  try {
    for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) {
      const { name } = entry;
      if (name.includes('\u{fffd}')) throw unreadable(name, 'has a name that is not UTF-8', 'Rename it.');
      if (/\p{Cc}/u.test(name)) throw unreadable(name, 'has a control character in its name', 'Rename it.');
      yield entry;
    }
  } finally {
    handle.closeSync();
  }
}

function special(path: string, entry: Dirent): Error {
  const hint = 'A submission holds only folders and regular files; remove it or put the file itself there.';
  if (entry.isSymbolicLink()) return unreadable(path, 'is a symbolic link: links are not followed', hint);
  return unreadable(path, `is ${kindOf(entry)}, which is never read`, hint);
}

function kindOf(entry: Dirent): string {
  if (entry.isFIFO()) return 'a named pipe';
  if (entry.isSocket()) return 'a socket';
  if (entry.isBlockDevice() || entry.isCharacterDevice()) return 'a device';
  return 'neither a file nor a folder';
}
