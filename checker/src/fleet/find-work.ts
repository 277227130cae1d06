import { lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Course, Exercise } from '../course/course.ts';
import { archiveEnding } from '../intake/archive-name.ts';
import { isLeftOut } from '../workspace/walk-submission.ts';

/** One exercise of one submission. */
export interface Work {
  readonly exercise: Exercise;
  /** Absolute. */
  readonly folder: string;
}

/**
 * Which exercises a submission holds, and where. `asked` is taken where it is given: the folder that has its entry file,
 * else one of its name, also in `workspace/`. Without, exercises are known by the names of folders: those in it, those in
 * its `workspace/`, or its own. One folder around everything is looked through. Empty where nobody can tell.
 */
export function findWork(
  folder: string,
  name: string,
  course: Course,
  asked: Exercise | null,
): readonly Work[] {
  const inner = onlyFolder(folder);
  const places = [
    { folder, name },
    ...(inner === null ? [] : [{ folder: join(folder, inner), name: inner }]),
  ];
  const folders = places.map((place) => place.folder);
  if (asked !== null) return [{ exercise: asked, folder: placeOf(asked, folders) }];
  for (const place of places) {
    const found = course.exercises.flatMap((exercise) => {
      const own = childOf(place.folder, exercise);
      return own === null ? [] : [{ exercise, folder: own }];
    });
    if (found.length > 0) return found;
  }
  const named = course.exercises.find((exercise) => places.some((place) => isNamed(place.name, exercise)));
  return named === undefined ? [] : [{ exercise: named, folder: placeOf(named, folders) }];
}

/** Whether a folder is a submission, and not one of submissions. */
export function holdsWork(folder: string, course: Course, asked: Exercise | null): boolean {
  const hasEntry = ({ manifest }: Exercise) => isFile(join(folder, manifest.entry));
  const isOne =
    asked === null
      ? course.exercises.some((exercise) => isNamed(basename(folder), exercise) && hasEntry(exercise))
      : hasEntry(asked);
  return isOne || (holdsExercise(folder, course, asked) && !holdsSubmissions(folder, course, asked));
}

function holdsExercise(folder: string, course: Course, asked: Exercise | null): boolean {
  if (asked !== null) return childOf(folder, asked) !== null;
  return (
    isFolder(join(folder, 'workspace')) ||
    course.exercises.some((exercise) => childOf(folder, exercise) !== null)
  );
}

/** Beside what is called as an exercise is: somebody of a class may have called their folder so. */
function holdsSubmissions(folder: string, course: Course, asked: Exercise | null): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const { name } = entry;
    if (entry.isFile()) return archiveEnding.test(name);
    if (!entry.isDirectory() || name === 'workspace' || isLeftOut(name)) return false;
    if (course.exercises.some((exercise) => isNamed(name, exercise))) return false;
    const path = join(folder, name);
    return holdsExercise(path, course, asked) || (asked !== null && isFile(join(path, asked.manifest.entry)));
  });
}

/** Where nothing is found, the folder as a whole: its judging says which file is missing. */
function placeOf(asked: Exercise, places: readonly string[]): string {
  const { entry } = asked.manifest;
  for (const folder of places) {
    if (isFile(join(folder, entry))) return folder;
    const own = childOf(folder, asked);
    if (own !== null) return own;
  }
  const last = places.at(-1) ?? '';
  return places.length > 1 && basename(last) !== entry.split('/')[0] ? last : (places[0] ?? '');
}

/** The folder of an exercise as it lies in a workspace or a repository. */
function childOf(folder: string, exercise: Exercise): string | null {
  const names = [exercise.id, basename(exercise.folder)];
  const places = [join(folder, 'workspace'), folder].flatMap((place) =>
    names.map((name) => join(place, name)),
  );
  return places.find(isFolder) ?? null;
}

function isNamed(name: string, exercise: Exercise): boolean {
  return name === exercise.id || name === basename(exercise.folder);
}

function onlyFolder(folder: string): string | null {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(
    ({ name }) => !isLeftOut(name) && name !== '__MACOSX',
  );
  const [only] = entries;
  return entries.length === 1 && only?.isDirectory() === true ? only.name : null;
}

/** A link is none, wherever it leads. */
function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
