import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Places that usually lie on a file system of their own. */
const memory = '/dev/shm';
const places = [memory, '/run/user', '/tmp', '/var/tmp'];
/** Of a tmpfs, as statfs(2) tells. */
const tmpfs = 0x01021994;

/**
 * A fresh folder on another file system than `here`, or null where there is none that we may write to. Its name carries
 * the run's, so that whoever clears the run away finds it too.
 */
export function makeFolderElsewhere(runFolder: string, here: string): string | null {
  const { dev } = statSync(here);
  for (const place of places) {
    try {
      if (statSync(place).dev !== dev) return mkdtempSync(join(place, prefixOf(runFolder)));
    } catch {
      // Not there, or not ours to write in.
    }
  }
  return null;
}

/**
 * A fresh folder whose files lie in memory, for data of which up to so many bytes are kept at a time; null where there is no
 * such place, or not ample room. It goes with the run as well. Other users may pass through it.
 */
export function makeFolderInMemory(runFolder: string, bytes: number): string | null {
  try {
    const { type, bavail, bsize } = statfsSync(memory);
    if (type !== tmpfs || bavail * bsize < 2 * bytes || process.availableMemory() < 4 * bytes) return null;
    const folder = mkdtempSync(join(memory, prefixOf(runFolder)));
    chmodSync(folder, 0o711);
    return folder;
  } catch {
    return null;
  }
}

export function removeFoldersElsewhere(runFolder: string): void {
  for (const place of places) {
    for (const name of namesIn(place)) {
      if (name.startsWith(prefixOf(runFolder))) rmSync(join(place, name), { recursive: true, force: true });
    }
  }
}

function prefixOf(runFolder: string): string {
  return `elsewhere-${basename(runFolder)}-`;
}

function namesIn(place: string): string[] {
  try {
    return readdirSync(place);
  } catch {
    return [];
  }
}
