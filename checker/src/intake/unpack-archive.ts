import { lstatSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CheckerError } from '../errors.ts';
import { ChangedMeanwhile, readRegularFile } from '../workspace/read-regular-file.ts';
import { showPath, unreadable } from '../workspace/submission-errors.ts';
import type { Archive } from './archive.ts';
import { damaged, notSupported } from './archive-errors.ts';
import { type ArchiveLimits, archiveLimits } from './archive-limits.ts';
import { looksLikeBundle } from './bundle-header.ts';
import { chooseEntries } from './choose-entries.ts';
import { readBundle } from './read-bundle.ts';
import { looksLikeTar, readTar, readTarGz } from './read-tar.ts';
import { readZip } from './read-zip.ts';

export interface UnpackOptions {
  readonly signal: AbortSignal;
  /** A folder of ours for what git needs; made, and removed again. */
  readonly scratch: string;
  /** Absolute path of git; null where there is none. */
  readonly git: string | null;
  /** Who git runs as, where the checker is root. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
  readonly limits?: ArchiveLimits;
}

/**
 * Unpacks a zip, tar, tar.gz or git bundle into `target`, which must not exist yet. All of it is looked at, read and compared
 * with its checksums before the first byte is written; then only plain files are, into new folders, with our own modes. So
 * `target` is whole or not there.
 *
 * Throws ARCHIVE_UNSAFE, ARCHIVE_DAMAGED, ARCHIVE_UNKNOWN, SUBMISSION_TOO_LARGE, SUBMISSION_UNREADABLE or
 * SUBMISSION_MISSING; an AbortError when the signal aborts.
 */
export async function unpackArchive(file: string, target: string, options: UnpackOptions): Promise<void> {
  const limits = options.limits ?? archiveLimits;
  await using archive = await open(readWhole(file, limits), options, limits);
  const chosen = chooseEntries(archive.entries, limits);
  if (chosen.length === 0) {
    throw new CheckerError('SUBMISSION_MISSING', `${showPath(basename(file))} holds no files`, {
      hint: 'Pack the folder of the exercise, with the sources in it.',
    });
  }
  const paths = new Map(chosen.map(({ entry, path }) => [entry, path]));
  const files: (readonly [path: string, bytes: Buffer])[] = [];
  await archive.read([...paths.keys()], (entry, bytes) => {
    options.signal.throwIfAborted();
    files.push([paths.get(entry) as string, bytes]);
  });
  mkdirSync(target, { mode: 0o700 });
  for (const [path, bytes] of files) {
    const place = join(target, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes, { mode: 0o644, flag: 'wx' });
  }
}

function readWhole(file: string, limits: ArchiveLimits): Buffer {
  const name = basename(file);
  if (!lstatSync(file).isFile()) throw notSupported(`${showPath(name)} is no regular file`);
  try {
    const folder = realpathSync(dirname(file));
    return readRegularFile(folder, name, { ...limits.snapshot, fileBytes: limits.archiveBytes });
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile)) throw error;
    throw unreadable(name, 'changed while it was read', 'Try again when all of it has arrived.');
  }
}

async function open(bytes: Buffer, options: UnpackOptions, limits: ArchiveLimits): Promise<Archive> {
  if (bytes.length === 0) throw damaged('is an empty file');
  const begin = bytes.toString('latin1', 0, 8);
  if (begin.startsWith('PK')) return readZip(bytes, limits);
  if (begin.startsWith('\x1f\x8b')) return readTarGz(bytes, limits);
  if (looksLikeBundle(bytes)) return readBundle(bytes, { ...options, folder: options.scratch }, limits);
  if (looksLikeTar(bytes) || isEmptyTar(bytes)) return readTar(bytes, limits);
  const other = others.find(([magic]) => begin.startsWith(magic))?.[1];
  throw notSupported(
    other === undefined ? 'it is no archive that is known here' : `it is ${other}, which is not read`,
  );
}

function isEmptyTar(bytes: Buffer): boolean {
  return bytes.length >= 1024 && bytes.length % 512 === 0 && bytes.every((byte) => byte === 0);
}

const others: readonly (readonly [magic: string, name: string])[] = [
  ['7z\xbc\xaf', 'a 7z archive'],
  ['Rar!', 'a RAR archive'],
  ['BZh', 'packed with bzip2'],
  ['\xfd7zXZ', 'packed with xz'],
  ['\x28\xb5\x2f\xfd', 'packed with zstd'],
];
