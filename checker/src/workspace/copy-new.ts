import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export interface Copied {
  readonly path: string;
  /** It was there already. */
  readonly skipped: boolean;
}

/**
 * Copies the files of a folder that are not in the other one yet. Links are copied as links: the folders are the learner's
 * own, and judging refuses links anyway. Pipes, sockets and devices hold nothing that could be copied.
 */
export function copyNew(
  from: string,
  to: string,
  leaveOut: ReadonlySet<string> = new Set(),
  below = '',
): Copied[] {
  if (!existsSync(from)) return [];
  return readdirSync(from, { withFileTypes: true }).flatMap((entry): Copied[] => {
    if (below === '' && leaveOut.has(entry.name)) return [];
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const source = join(from, entry.name);
    const target = join(to, path);
    if (entry.isDirectory()) return copyNew(source, to, leaveOut, path);
    if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) return [{ path, skipped: true }];
    mkdirSync(dirname(target), { recursive: true });
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.isFile()) copyWritable(source, target);
    else return [];
    return [{ path, skipped: false }];
  });
}

/** A course may be checked out read-only; the learner's copy is for writing. */
function copyWritable(source: string, target: string): void {
  copyFileSync(source, target);
  chmodSync(target, statSync(target).mode | 0o600);
}
