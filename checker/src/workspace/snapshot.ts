import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CheckerError } from '../errors.ts';
import { ChangedMeanwhile, readRegularFile } from './read-regular-file.ts';
import { type SnapshotLimits, snapshotLimits } from './snapshot-limits.ts';
import { tooLarge } from './submission-errors.ts';
import { walkSubmission } from './walk-submission.ts';

export interface Snapshot {
  /** sha256 in hex over the sorted paths and the bytes; modes and times do not count. */
  readonly digest: string;
  /** Sorted by path; paths are relative, with forward slashes. */
  readonly files: readonly SnapshotFile[];
}

export interface SnapshotFile {
  readonly path: string;
  /** Size in bytes. */
  readonly bytes: number;
}

export interface SnapshotOptions {
  readonly signal: AbortSignal;
  readonly limits?: SnapshotLimits;
}

/**
 * Freezes a submission: copies its regular files to `target`, which must not exist yet, and makes them read-only. Whatever
 * else stands in the folder ends it with an error that names it. A folder that changes meanwhile is copied again, since
 * editors save while we look; `target` is gone again after any failure.
 *
 * Throws SUBMISSION_MISSING, SUBMISSION_UNREADABLE or SUBMISSION_TOO_LARGE; an AbortError when the signal aborts.
 */
export async function snapshotSubmission(
  folder: string,
  target: string,
  { signal, limits = snapshotLimits }: SnapshotOptions,
): Promise<Snapshot> {
  const source = realFolder(folder);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await copy(source, target, limits, signal);
    } catch (error) {
      rmSync(target, { recursive: true, force: true });
      if (!(error instanceof ChangedMeanwhile)) throw error;
      if (attempt === attempts) throw keptChanging(folder, error.path);
    }
  }
}

const attempts = 5;
/** So many files are copied before the event loop, and with it Ctrl-C, gets a turn. */
const filesATurn = 64;

async function copy(
  source: string,
  target: string,
  limits: SnapshotLimits,
  signal: AbortSignal,
): Promise<Snapshot> {
  const paths = await walkSubmission(source, limits, signal);
  if (paths.length === 0) throw missing(`${source} holds no files`);
  const sum = createHash('sha256');
  const files: SnapshotFile[] = [];
  let total = 0;
  for (const [index, path] of paths.entries()) {
    if (index % filesATurn === 0) await setImmediate();
    signal.throwIfAborted();
    const bytes = readRegularFile(source, path, limits);
    total += bytes.length;
    if (total > limits.totalBytes)
      throw tooLarge(`its files are larger than ${limits.totalBytes} bytes together`);
    const file = join(target, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes, { mode: 0o444, flag: 'wx' });
    // Lengths stand before the bytes, so that no two different folders write the same stream.
    sum.update(`${Buffer.byteLength(path)} ${path} ${bytes.length}\n`).update(bytes);
    files.push({ path, bytes: bytes.length });
  }
  return { digest: sum.digest('hex'), files };
}

/** The folder itself may be reached through a link, as a learner's workspace may be; nothing inside it may. */
function realFolder(folder: string): string {
  try {
    const real = realpathSync(folder);
    if (statSync(real).isDirectory()) return real;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
    throw missing(`there is no folder ${folder}`);
  }
  throw missing(`${folder} is not a folder`);
}

function missing(message: string): CheckerError {
  return new CheckerError('SUBMISSION_MISSING', message, {
    hint: 'Lay out the starter with `make start E=<exercise>`, or name another folder with --submission <folder>.',
  });
}

function keptChanging(folder: string, path: string): CheckerError {
  return new CheckerError('SUBMISSION_UNREADABLE', `${path} keeps changing while ${folder} is copied`, {
    hint: 'Stop whatever writes there, a build in watch mode for instance, then run the same command again.',
  });
}
