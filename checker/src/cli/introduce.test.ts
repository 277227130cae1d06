import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadCourse } from '../course/load-course.ts';
import { whatToDo } from './introduce.ts';

const course = await loadCourse(resolve(import.meta.dirname, '../../test/fixtures/courses/small'));

test('nobody is told to begin with what the starter passes', () => {
  const [greet] = course.exercises;
  if (greet === undefined) throw new Error('the small course has no exercise');
  const passing = (slugs: readonly string[]) =>
    whatToDo({ ...greet, manifest: { ...greet.manifest, starterPasses: [...slugs] } });
  expect(passing([])).toContain('begin with greets,');
  expect(passing(['greets'])).toContain('begin with rejects-no-name,');
});
