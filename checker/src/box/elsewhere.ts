import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Places that usually lie on a file system of their own. */
const places = ['/dev/shm', '/run/user', '/tmp', '/var/tmp'];

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
