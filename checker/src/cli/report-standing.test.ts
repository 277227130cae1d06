import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadCourse } from '../course/load-course.ts';
import type { ExerciseRecord, Progress } from '../progress/progress.ts';
import { standing } from '../progress/standing.ts';
import { reportStanding } from './report-standing.ts';

const course = await loadCourse(resolve(import.meta.dirname, '../../test/fixtures/courses/small'));

function record(passed: readonly string[]): ExerciseRecord {
  const verdict = { best: 'passed', last: 'passed', firstPassedAt: null, attempts: 1, hints: 0 } as const;
  return {
    startedAt: '2026-03-01T10:00:00.000Z',
    attempts: 1,
    lastAttemptAt: null,
    lastDigest: null,
    lastPoints: null,
    requirements: Object.fromEntries(passed.map((slug) => [slug, verdict])),
  };
}

function nextAfterGreet(exercises: Progress['exercises']) {
  const [greet] = course.exercises;
  if (greet === undefined) throw new Error('the small course has no exercise');
  return reportStanding(standing(course, { exercises }), greet).next;
}

const done = record(['greets', 'rejects-no-name', 'greets-many']);

test('what comes after an exercise is the next one', () =>
  expect(nextAfterGreet({ greet: done })).toEqual({
    what: 'start the next exercise, Shout',
    command: 'make start E=shout',
  }));

test('or the one whose core is open, as `next` says it', () =>
  expect(nextAfterGreet({ greet: done, shout: record([]) })).toEqual({
    what: 'work on shout, then judge it',
    command: 'make check E=shout',
  }));

test('nothing, while there is something to do in it, or when all is done', () => {
  expect(nextAfterGreet({ greet: record([]) })).toBeUndefined();
  expect(nextAfterGreet({ greet: done, shout: record(['shouts', 'whispers']) })).toBeUndefined();
});
