import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CheckerError } from '../errors.ts';

/** The folders of a course as they stand on the disk, before any manifest is understood. */
export interface FoundWeek {
  readonly number: number;
  readonly title: string;
  readonly folder: string;
  readonly exercises: readonly FoundExercise[];
}

export interface FoundExercise {
  /** From the folder's name `NN-id`. */
  readonly id: string;
  readonly week: number;
  readonly folder: string;
  readonly solutions: string;
  /** Relative to the root, with forward slashes. */
  readonly manifestFile: string;
  readonly manifestBytes: Buffer;
}

/** A manifest is read whole; what is larger than this is none. */
const largestManifest = 1024 * 1024;

/** Weeks and exercises in the order of their numbers. Throws COURSE_NOT_FOUND where there is no exercise at all. */
export function discoverCourse(root: string): FoundWeek[] {
  const weeks = foldersIn(join(root, 'weeks'))
    .flatMap((name) => {
      const match = /^week-(\d+)-([a-z0-9-]+)$/.exec(name);
      if (match === null) return [];
      const [, number = '', title = ''] = match;
      return [{ name, number: Number(number), title: tellTitle(title) }];
    })
    .sort((a, b) => a.number - b.number)
    .map(({ name, number, title }) => {
      const folder = join(root, 'weeks', name);
      return { number, title, folder, exercises: findExercises(root, folder, number) };
    });
  if (weeks.some(({ exercises }) => exercises.length > 0)) return weeks;
  throw new CheckerError('COURSE_NOT_FOUND', `no exercises under ${resolve(root, 'weeks')}`, {
    hint: 'Run the command in the repository of the workbook, or name it: --root <folder>.',
  });
}

function findExercises(root: string, week: string, number: number): FoundExercise[] {
  return foldersIn(week)
    .flatMap((name) => {
      const match = /^(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(name);
      const manifest = join(week, name, 'exercise.yaml');
      return match?.[2] !== undefined && existsSync(manifest) ? [{ name, id: match[2], manifest }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, id, manifest }) => ({
      id,
      week: number,
      folder: join(week, name),
      solutions: join(root, 'solutions', `week-${number}`, name),
      manifestFile: `weeks/${basename(week)}/${name}/exercise.yaml`,
      manifestBytes: readManifestBytes(manifest),
    }));
}

function readManifestBytes(file: string): Buffer {
  const { size } = statSync(file);
  try {
    if (size <= largestManifest) return readFileSync(file);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new CheckerError('MANIFEST_INVALID', `cannot read ${file}: ${why}`, {
      hint: 'Make it a regular file that you may read, or remove it.',
      cause,
    });
  }
  throw new CheckerError('MANIFEST_INVALID', `expected at most 1 MiB in ${file}, got ${size} bytes`, {
    hint: 'A manifest holds a few hundred lines; move everything else into files beside it.',
  });
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** `language-and-runtime` reads `Language and runtime`; `http` stays a name. */
function tellTitle(words: string): string {
  const text = words.replaceAll('-', ' ').replace(/\bhttp\b/g, 'HTTP');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
