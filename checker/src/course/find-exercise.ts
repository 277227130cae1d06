import { basename } from 'node:path';
import { CheckerError } from '../errors.ts';
import type { Course, Exercise } from './course.ts';
import type { Requirement } from './manifest.ts';
import { suggest } from './suggest.ts';

/**
 * By id, by the name of its folder (`09-task-cli`, also as a path), or by a beginning that only one exercise has. A draft
 * is found by its whole name only.
 */
export function findExercise(course: Course, name: string): Exercise {
  const last = basename(name.replace(/\/+$/, ''));
  const exact = [...course.exercises, ...course.drafts].find(
    ({ id, folder }) => id === last || basename(folder) === last,
  );
  if (exact !== undefined) return exact;
  const begun = course.exercises.filter(
    ({ id, folder }) => id.startsWith(last) || basename(folder).startsWith(last),
  );
  if (begun.length === 1 && begun[0] !== undefined && last !== '') return begun[0];
  const ids = course.exercises.map(({ id }) => id);
  if (begun.length > 1 && last !== '') {
    throw new CheckerError('EXERCISE_UNKNOWN', `several exercises begin with ${JSON.stringify(name)}`, {
      hint: `Which of them: ${begun.map(({ id }) => id).join(', ')}?`,
    });
  }
  const near = suggest(last, ids);
  throw new CheckerError('EXERCISE_UNKNOWN', `there is no exercise ${JSON.stringify(name)}`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}The course has: ${ids.join(', ')}.`,
  });
}

/** By slug, or by a beginning that only one requirement of the exercise has. */
export function findRequirement({ id, manifest }: Exercise, name: string): Requirement {
  const exact = manifest.requirements.find(({ slug }) => slug === name);
  if (exact !== undefined) return exact;
  const begun = manifest.requirements.filter(({ slug }) => name !== '' && slug.startsWith(name));
  if (begun.length === 1 && begun[0] !== undefined) return begun[0];
  const slugs = manifest.requirements.map(({ slug }) => slug);
  const near = suggest(name, slugs);
  throw new CheckerError('REQUIREMENT_UNKNOWN', `${id} has no requirement ${JSON.stringify(name)}`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}It has: ${(begun.length > 1 ? begun.map(({ slug }) => slug) : slugs).join(', ')}.`,
  });
}
