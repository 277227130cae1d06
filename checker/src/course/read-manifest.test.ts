import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import type { FoundExercise } from './discover.ts';
import { tellProblem } from './problem.ts';
import { readManifests } from './read-manifests.ts';

const corpus = resolve(import.meta.dirname, '../../test/fixtures/manifests');
const right = ['good', 'byte-order-mark'];

/** The file as if it stood at weeks/week-1-first/01-greet/exercise.yaml. */
function found(file: string): FoundExercise {
  return {
    id: 'greet',
    week: 1,
    folder: '/course/weeks/week-1-first/01-greet',
    solutions: '/course/solutions/week-1/01-greet',
    manifestFile: `${basename(file)}`,
    manifestBytes: readFileSync(file),
  };
}

describe('a manifest with mistakes', () => {
  const files = readdirSync(corpus).map((name) => basename(name, '.yaml'));
  test.each(files.filter((name) => !right.includes(name)))(
    '%s: every mistake is told with its line',
    (name) => {
      const { manifests, problems } = readManifests([found(join(corpus, `${name}.yaml`))]);
      expect(problems.length).toBeGreaterThan(0);
      if (name !== 'carries-over-unknown') expect(manifests.size).toBe(0);
      const text = problems.map((problem) => `${tellProblem(problem)}\n`).join('');
      expect(text).not.toMatch(/\n {4}at |undefined|\[object/);
      expectGolden(`manifests/${name}.txt`, text);
    },
  );
});

describe('a right manifest', () => {
  test.each(right)('%s is understood, defaults filled in', (name) => {
    const { manifests, problems } = readManifests([found(join(corpus, `${name}.yaml`))]);
    expect(problems).toEqual([]);
    const manifest = manifests.get(`${name}.yaml`);
    expect(manifest?.requirements.map(({ slug, tier }) => [slug, tier])).toEqual([
      ['greets', 'core'],
      ['greets-many', 'stretch'],
    ]);
    expect(manifest?.limits).toMatchObject({ memoryMiB: 512, wallSeconds: 30 });
  });
});

test('the same id in two weeks is a mistake of the later one', () => {
  const file = join(corpus, 'good.yaml');
  const { problems } = readManifests([found(file), { ...found(file), manifestFile: 'again.yaml' }]);
  expect(problems.map(tellProblem)).toEqual([
    'again.yaml:1:5: expected an id of its own, got `greet`, which an earlier exercise has',
  ]);
});
