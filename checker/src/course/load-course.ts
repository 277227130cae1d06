import { dirname } from 'node:path';
import { CheckerError } from '../errors.ts';
import type { Course, Exercise, Week } from './course.ts';
import { readCache, writeCache } from './course-cache.ts';
import { discoverCourse, type FoundExercise, type FoundWeek } from './discover.ts';
import type { Manifest } from './manifest.ts';
import { type Problem, tellProblem } from './problem.ts';

export interface LoadOptions {
  /** Where understood manifests are kept between runs, by the digest of their bytes; nowhere when left out. */
  readonly cacheFolder?: string;
}

/**
 * The course under `root`. Throws COURSE_NOT_FOUND, or MANIFEST_INVALID with every mistake of every manifest. YAML and zod
 * are loaded only when a manifest is new: `checker progress` must cost little more than Node itself.
 */
export async function loadCourse(root: string, options: LoadOptions = {}): Promise<Course> {
  const found = discoverCourse(root);
  const exercises = found.flatMap((week) => week.exercises);
  const cached = readCache(options.cacheFolder, exercises);
  if (cached !== null) return assemble(root, found, cached);
  const { manifests, problems } = await inspectManifests(exercises);
  if (problems.length > 0) throw invalid(problems);
  writeCache(options.cacheFolder, exercises, manifests);
  return assemble(root, found, manifests);
}

/** Every manifest that can be understood, and every mistake, for `lint`. */
export async function inspectCourse(root: string): Promise<{ course: Course; problems: readonly Problem[] }> {
  const found = discoverCourse(root);
  const { manifests, problems } = await inspectManifests(found.flatMap((week) => week.exercises));
  return { course: assemble(root, found, manifests), problems };
}

type Manifests = ReadonlyMap<string, Manifest>;

async function inspectManifests(
  exercises: readonly FoundExercise[],
): Promise<{ manifests: Manifests; problems: readonly Problem[] }> {
  const { readManifests } = await import('./read-manifests.ts');
  return readManifests(exercises);
}

function assemble(root: string, found: readonly FoundWeek[], manifests: Manifests): Course {
  const drafts: Exercise[] = [];
  const earlier: Exercise[] = [];
  const onlyDrafts = (week: string) =>
    drafts.some(({ folder }) => dirname(folder) === week) &&
    weeks.every(({ folder, exercises }) => folder !== week || exercises.length === 0);
  const weeks = found.map((week): Week => {
    const all = week.exercises.flatMap((exercise): Exercise[] => {
      const manifest = manifests.get(exercise.manifestFile);
      if (manifest === undefined) return [];
      const { id, folder, solutions } = exercise;
      const suites = earlier.filter((each) =>
        manifest.requirements.some(({ suite }) => suite?.of === each.id),
      );
      const assembled = { id, week: week.number, manifest, folder, solutions, suites };
      earlier.push(assembled);
      return [assembled];
    });
    drafts.push(...all.filter(({ manifest }) => manifest.draft));
    const exercises = all.filter(({ manifest }) => !manifest.draft);
    return { number: week.number, title: week.title, folder: week.folder, exercises };
  });
  return {
    root,
    weeks: weeks.filter(({ folder }) => !onlyDrafts(folder)),
    exercises: weeks.flatMap(({ exercises }) => exercises),
    drafts,
  };
}

function invalid(problems: readonly Problem[]): CheckerError {
  const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
  const lines = problems.map((problem) => `\n  ${tellProblem(problem)}`).join('');
  return new CheckerError('MANIFEST_INVALID', `${count} in the manifests of the course${lines}`, {
    hint: 'docs/schemas/exercise.schema.json describes every field; an editor with a YAML extension shows it as you type.',
  });
}
