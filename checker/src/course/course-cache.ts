import { createHash, hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FoundExercise } from './discover.ts';
import type { Manifest } from './manifest.ts';

/**
 * Understood manifests, one file a course, kept with the digest of all their bytes and of the code that understands them:
 * whatever changes, the digest changes, so a hit is always right. Only manifests without mistakes are kept.
 */
export function readCache(
  folder: string | undefined,
  exercises: readonly FoundExercise[],
): ReadonlyMap<string, Manifest> | null {
  if (folder === undefined) return null;
  try {
    const kept = JSON.parse(readFileSync(fileOf(folder, exercises), 'utf8')) as Kept;
    return kept.digest === digest(exercises) ? new Map(kept.manifests) : null;
  } catch {
    return null;
  }
}

/** A cache that cannot be written is none; the next run reads the manifests again. */
export function writeCache(
  folder: string | undefined,
  exercises: readonly FoundExercise[],
  manifests: ReadonlyMap<string, Manifest>,
): void {
  if (folder === undefined) return;
  try {
    const file = fileOf(folder, exercises);
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    const kept: Kept = { digest: digest(exercises), manifests: [...manifests] };
    writeFileSync(temporary, JSON.stringify(kept));
    renameSync(temporary, file);
  } catch {
    return;
  }
}

interface Kept {
  readonly digest: string;
  readonly manifests: readonly (readonly [manifestFile: string, manifest: Manifest])[];
}

/** Named by where the course stands, so that an author's edits replace one file and do not pile up. */
function fileOf(folder: string, exercises: readonly FoundExercise[]): string {
  const course = hash('sha256', dirname(exercises[0]?.folder ?? ''));
  return join(folder, 'courses', `${course.slice(0, 16)}.json`);
}

function digest(exercises: readonly FoundExercise[]): string {
  const sum = createHash('sha256');
  for (const name of ['manifest.ts', 'check-manifest.ts', 'read-manifests.ts']) {
    const { size, mtimeMs } = statSync(join(import.meta.dirname, name));
    sum.update(`${name} ${size} ${mtimeMs}\n`);
  }
  for (const { manifestFile, manifestBytes } of exercises) {
    sum.update(`${manifestFile} ${manifestBytes.length}\n`).update(manifestBytes);
  }
  return sum.digest('hex');
}
