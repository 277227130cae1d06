import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyCourse, tempFolder } from '../../test/temp-folder.ts';
import { CheckerError } from '../errors.ts';
import { findExercise, findRequirement } from './find-exercise.ts';
import { loadCourse } from './load-course.ts';

const greet = 'weeks/week-1-first-steps/01-greet/exercise.yaml';

describe('loadCourse', () => {
  test('finds weeks and exercises in the order of their numbers', async () => {
    const root = copyCourse();
    mkdirSync(join(root, 'weeks/week-10-late/01-last'), { recursive: true });
    mkdirSync(join(root, 'weeks/notes'));
    const course = await loadCourse(root);
    expect(course.weeks.map(({ number, title }) => [number, title])).toEqual([
      [1, 'First steps'],
      [2, 'Going on'],
      [10, 'Late'],
    ]);
    expect(course.exercises.map(({ id }) => id)).toEqual(['greet', 'shout']);
    expect(course.exercises[0]?.solutions).toBe(join(root, 'solutions/week-1/01-greet'));
  });

  test('keeps drafts out of the course, and finds them by their whole name', async () => {
    const root = copyCourse();
    const file = join(root, 'weeks/week-2-going-on/01-shout/exercise.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}draft: true\n`);
    const course = await loadCourse(root);
    expect(course.exercises.map(({ id }) => id)).toEqual(['greet']);
    expect(course.weeks.map(({ number }) => number)).toEqual([1]);
    expect(course.drafts.map(({ id }) => id)).toEqual(['shout']);
    expect(findExercise(course, 'shout').id).toBe('shout');
    expect(findExercise(course, '01-shout').id).toBe('shout');
    expect(() => findExercise(course, 'sho')).toThrow('there is no exercise');
  });

  test('gives the same course from its cache, and notices every change of a manifest', async () => {
    const root = copyCourse();
    const cacheFolder = tempFolder();
    const first = await loadCourse(root, { cacheFolder });
    expect(await loadCourse(root, { cacheFolder })).toEqual(first);
    const file = join(root, greet);
    writeFileSync(file, readFileSync(file, 'utf8').replace('title: Greet', 'title: Hello'));
    expect((await loadCourse(root, { cacheFolder })).exercises[0]?.manifest.title).toBe('Hello');
    appendFileSync(file, 'colour: red\n');
    await expect(loadCourse(root, { cacheFolder })).rejects.toThrow('colour');
  });

  test('a damaged or unwritable cache is none', async () => {
    const root = copyCourse();
    const cacheFolder = join(tempFolder(), 'file');
    writeFileSync(cacheFolder, 'not a folder');
    expect((await loadCourse(root, { cacheFolder })).exercises).toHaveLength(2);
  });

  test('tells the mistakes of all manifests at once', async () => {
    const root = copyCourse();
    appendFileSync(join(root, greet), 'colour: red\n');
    appendFileSync(join(root, 'weeks/week-2-going-on/01-shout/exercise.yaml'), 'color: blue\n');
    const error = await loadCourse(root).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CheckerError);
    expect((error as CheckerError).code).toBe('MANIFEST_INVALID');
    expect((error as CheckerError).message).toMatch(
      /^2 mistakes[\s\S]*week-1[\s\S]*`colour`[\s\S]*week-2[\s\S]*`color`/,
    );
  });

  test('says where it looked when there is no course', async () => {
    const root = tempFolder();
    await expect(loadCourse(root)).rejects.toMatchObject({
      code: 'COURSE_NOT_FOUND',
      message: expect.stringContaining(join(root, 'weeks')),
    });
  });
});

describe('findExercise', () => {
  test.each(['greet', 'g', '01-greet', 'weeks/week-1-first-steps/01-greet/', 'gre'])(
    '%s means greet',
    async (name) => {
      expect(findExercise(await loadCourse(copyCourse()), name).id).toBe('greet');
    },
  );

  test.each([
    ['gret', 'Did you mean greet? The course has: greet, shout.'],
    ['01', 'Which of them: greet, shout?'],
    ['', 'The course has: greet, shout.'],
    ['../../etc', 'The course has: greet, shout.'],
  ])('%j is refused with a way on', async (name, hint) => {
    const course = await loadCourse(copyCourse());
    expect(() => findExercise(course, name)).toThrow(
      expect.objectContaining({ code: 'EXERCISE_UNKNOWN', hint }),
    );
  });
});

describe('findRequirement', () => {
  test('an exact slug wins over others that begin with it', async () => {
    const exercise = findExercise(await loadCourse(copyCourse()), 'greet');
    expect(findRequirement(exercise, 'greets').slug).toBe('greets');
    expect(findRequirement(exercise, 'rej').slug).toBe('rejects-no-name');
  });

  test('an unknown one is refused with the nearest', async () => {
    const exercise = findExercise(await loadCourse(copyCourse()), 'greet');
    expect(() => findRequirement(exercise, 'greet-many')).toThrow(
      expect.objectContaining({
        code: 'REQUIREMENT_UNKNOWN',
        hint: 'Did you mean greets-many? It has: greets, rejects-no-name, greets-many.',
      }),
    );
  });
});
