import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCourse } from '../course/load-course.ts';
import type { VerdictKind } from '../judge/verdict.ts';
import type { ExerciseRecord, Progress } from './progress.ts';
import { standing } from './standing.ts';

const course = await loadCourse(resolve(import.meta.dirname, '../../test/fixtures/courses/small'));

function record(
  verdicts: Readonly<Record<string, VerdictKind>>,
  startedAt = '2026-03-01T10:00:00.000Z',
): ExerciseRecord {
  const requirements = Object.fromEntries(
    Object.entries(verdicts).map(([slug, kind]) => [
      slug,
      { best: kind, last: kind, firstPassedAt: null, attempts: 1, hints: 0 },
    ]),
  );
  return { startedAt, attempts: 1, lastAttemptAt: null, lastDigest: null, lastPoints: null, requirements };
}

function next(exercises: Progress['exercises']) {
  const step = standing(course, { exercises }).next;
  const exercise = 'exercise' in step ? step.exercise.id : null;
  return [step.kind, exercise, 'requirement' in step ? step.requirement.requirement.slug : null];
}

const core = { greets: 'passed', 'rejects-no-name': 'passed' } as const;

describe('the next step', () => {
  test('nothing started: start the first', () => expect(next({})).toEqual(['start', 'greet', null]));
  test('started, never judged: judge it', () =>
    expect(next({ greet: record({}) })).toEqual(['check', 'greet', null]));
  test('the first core requirement that fails, in the order of the manifest, leads', () =>
    expect(
      next({ greet: record({ 'greets-many': 'failed', 'rejects-no-name': 'failed', greets: 'passed' }) }),
    ).toEqual(['fix', 'greet', 'rejects-no-name']));
  test('what could not be judged is judged again', () =>
    expect(next({ greet: record({ greets: 'passed', 'rejects-no-name': 'inconclusive' }) })).toEqual([
      'check',
      'greet',
      null,
    ]));
  test('core done: the next exercise, before stretch', () =>
    expect(next({ greet: record({ ...core, 'greets-many': 'failed' }) })).toEqual(['start', 'shout', null]));
  test('what was worked on last comes first', () =>
    expect(
      next({
        greet: record({ greets: 'failed' }),
        shout: record({ shouts: 'failed' }, '2026-03-02T10:00:00.000Z'),
      }),
    ).toEqual(['fix', 'shout', 'shouts']));
  test('all core done: the open stretch', () =>
    expect(next({ greet: record(core), shout: record({ shouts: 'passed', whispers: 'passed' }) })).toEqual([
      'stretch',
      'greet',
      'greets-many',
    ]));
  test('all done', () =>
    expect(
      next({
        greet: record({ ...core, 'greets-many': 'passed' }),
        shout: record({ shouts: 'passed', whispers: 'passed' }),
      }),
    ).toEqual(['finished', null, null]));
});

describe('where they are', () => {
  function at(exercises: Progress['exercises']) {
    const { current, fresh } = standing(course, { exercises });
    return [current?.exercise.id ?? null, fresh?.exercise.id ?? null];
  }
  const shoutDone = { shouts: 'passed' } as const;
  const later = '2026-03-02T10:00:00.000Z';

  test('nothing started: at the first, which is the one to start', () =>
    expect(at({})).toEqual(['greet', 'greet']));
  test('done with the core: still there until the next one is started', () =>
    expect(at({ greet: record(core) })).toEqual(['greet', 'shout']));
  test('what was skipped comes when nothing is left behind it', () => {
    expect(at({ shout: record(shoutDone) })).toEqual(['shout', 'greet']);
    expect(next({ shout: record(shoutDone) })).toEqual(['start', 'greet', null]);
  });
  test('an open core comes before what was finished later', () =>
    expect(at({ greet: record({}), shout: record(shoutDone, later) })).toEqual(['greet', null]));
  test('stretch: where they were last', () =>
    expect(next({ greet: record(core), shout: record(shoutDone, later) })).toEqual([
      'stretch',
      'shout',
      'whispers',
    ]));
});

test('points count what passed once, core and stretch apart', () => {
  const once = { best: 'passed', last: 'failed', firstPassedAt: null, attempts: 2, hints: 9 } as const;
  const greet = { ...record({ 'greets-many': 'passed' }), requirements: { greets: once } };
  const [first] = standing(course, { exercises: { greet, gone: record({}) } }).exercises;
  expect(first).toMatchObject({
    state: 'started',
    passed: 1,
    total: 3,
    core: { passed: 1, total: 2, earned: 50, possible: 80 },
    stretch: { passed: 0, total: 1, earned: 0, possible: 20 },
  });
  expect(first?.requirements[0]).toMatchObject({ passed: true, last: 'failed', hints: 2 });
});
