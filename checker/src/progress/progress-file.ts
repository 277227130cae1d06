import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CheckerError } from '../errors.ts';
import { recordFolder } from '../workspace/layout.ts';
import type { Progress } from './progress.ts';

const version = 1;

export type ProgressFile =
  | { readonly state: 'absent' }
  | { readonly state: 'damaged' }
  | { readonly state: 'sound'; readonly progress: Progress };

export function progressFile(root: string): string {
  return join(recordFolder(root), 'progress.json');
}

/**
 * Reads `workspace/.checker/progress.json`. Throws PROGRESS_NEWER when a later checker wrote it. A right checksum says
 * that a checker wrote these records, and they are taken as they are; others, edited by hand for instance, are validated
 * first. That keeps zod out of the way of commands that only look.
 */
export async function readProgressFile(root: string): Promise<ProgressFile> {
  const file = progressFile(root);
  const text = readIfThere(file);
  if (text === null) return { state: 'absent' };
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || !('version' in value)) return { state: 'damaged' };
  if (typeof value.version === 'number' && value.version > version) throw newer(file, value.version);
  if (value.version !== version || !('exercises' in value)) return { state: 'damaged' };
  if ('checksum' in value && value.checksum === checksum(value.exercises)) {
    return { state: 'sound', progress: { exercises: value.exercises as Progress['exercises'] } };
  }
  const { parseRecords } = await import('./progress-schema.ts');
  const exercises = parseRecords(value.exercises);
  return exercises === null ? { state: 'damaged' } : { state: 'sound', progress: { exercises } };
}

/** Replaces the file as a whole: whoever reads meanwhile, or after a crash, sees the old or the new one. */
export async function writeProgressFile(root: string, { exercises }: Progress): Promise<void> {
  const { default: writeFileAtomic } = await import('write-file-atomic');
  const file = progressFile(root);
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify({ version, checksum: checksum(exercises), exercises }, null, 2);
  await writeFileAtomic(file, `${text}\n`);
}

/** Moves a damaged file to the first free `progress.damaged-<n>.json` and returns where it is now. Call it under the lock. */
export function setAside(root: string): string {
  for (let number = 1; ; number += 1) {
    const aside = join(recordFolder(root), `progress.damaged-${number}.json`);
    if (existsSync(aside)) continue;
    renameSync(progressFile(root), aside);
    return aside;
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function checksum(exercises: unknown): string {
  return hash('sha256', JSON.stringify(exercises)).slice(0, 16);
}

function newer(file: string, found: number): CheckerError {
  return new CheckerError(
    'PROGRESS_NEWER',
    `${file} is of version ${found}; this checker knows version ${version}`,
    {
      hint: 'A newer checker wrote it. Update the repository with `git pull`; the file was left as it is.',
    },
  );
}
