import { type BigIntStats, closeSync, constants, fstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { SnapshotLimits } from './snapshot-limits.ts';
import { tooLarge, unreadable } from './submission-errors.ts';

/** What was listed or begun is not there any more as it was: the whole copy starts again. */
export class ChangedMeanwhile extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`${path} changed meanwhile`);
    this.path = path;
  }
}

/**
 * Bytes of one regular file under `source`. What counts is what the open descriptor says, not what the listing said: the
 * path may have been swapped for a link, a pipe or something huge in between.
 */
export function readRegularFile(source: string, path: string, limits: SnapshotLimits): Buffer {
  const descriptor = open(join(source, path), path);
  try {
    const before = fstatSync(descriptor, { bigint: true });
    refuseWhatIsNoPlainFile(before, path);
    refuseWhatLiesElsewhere(descriptor, join(source, path), path);
    if (before.size > BigInt(limits.fileBytes)) {
      throw tooLarge(`${path} has ${before.size} bytes; a file may have ${limits.fileBytes}`);
    }
    const bytes = readAll(descriptor, Number(before.size), path);
    if (!same(before, fstatSync(descriptor, { bigint: true }))) throw new ChangedMeanwhile(path);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** O_NONBLOCK: opening a pipe that has no writer would wait for ever. */
function open(file: string, path: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') throw new ChangedMeanwhile(path);
    throw unreadable(path, `cannot be read: ${message}`, 'Give yourself read access to it, or remove it.');
  }
}

function refuseWhatIsNoPlainFile(stats: BigIntStats, path: string): void {
  if (!stats.isFile()) throw new ChangedMeanwhile(path);
  if (stats.nlink > 1n) {
    const hint = 'A second name may stand anywhere on the disk. Copy the file and put the copy in its place.';
    throw unreadable(path, 'is a hard link: the same file has another name', hint);
  }
}

/** O_NOFOLLOW looks at the last part of a path only; a folder on the way could have become a link. Linux can tell. */
function refuseWhatLiesElsewhere(descriptor: number, expected: string, path: string): void {
  if (process.platform !== 'linux') return;
  if (readlinkSync(`/proc/self/fd/${descriptor}`) !== expected) throw new ChangedMeanwhile(path);
}

/** Exactly as many bytes as the file had when it was opened, and not one more. */
function readAll(descriptor: number, size: number, path: string): Buffer {
  const bytes = Buffer.alloc(size + 1);
  let filled = 0;
  for (;;) {
    const read = readSync(descriptor, bytes, filled, bytes.length - filled, null);
    if (read === 0) break;
    filled += read;
    if (filled > size) throw new ChangedMeanwhile(path);
  }
  if (filled !== size) throw new ChangedMeanwhile(path);
  return bytes.subarray(0, size);
}

function same(before: BigIntStats, after: BigIntStats): boolean {
  return before.size === after.size && before.mtimeNs === after.mtimeNs && before.ctimeNs === after.ctimeNs;
}
