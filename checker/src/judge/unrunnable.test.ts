import { expect, test } from 'vitest';
import { exerciseSchema, type Manifest } from '../course/manifest.ts';
import type { Place } from './observation.ts';
import { unrunnable } from './unrunnable.ts';

const place = (line: number): Place => ({ file: 'src/main.ts', line, text: 'Expected ";"' });

test('`compiles` tells why, wherever it stands, and blocks everything else', () => {
  const { results, troubles } = unrunnable(manifest(['adds', 'compiles', 'lists']), [place(3)]);
  expect(troubles).toEqual([]);
  expect([...results.keys()]).toEqual(['adds', 'compiles', 'lists']);
  expect(results.get('compiles')?.verdict).toMatchObject({
    kind: 'failed',
    observation: { promise: 'Keeps compiles.', saw: 'one mistake', places: [place(3)] },
  });
  for (const slug of ['adds', 'lists']) {
    expect(results.get(slug)?.verdict).toEqual({ kind: 'blocked', by: 'compiles' });
  }
});

test('without `compiles` the first requirement tells it', () => {
  const { results } = unrunnable(manifest(['adds', 'lists']), [place(1), place(2)]);
  expect(results.get('adds')?.verdict).toMatchObject({ kind: 'failed', observation: { saw: '2 mistakes' } });
  expect(results.get('lists')?.verdict).toEqual({ kind: 'blocked', by: 'adds' });
});

test('shows the first ten places and counts all', () => {
  const { results } = unrunnable(
    manifest(['compiles']),
    Array.from({ length: 25 }, (_, at) => place(at + 1)),
  );
  const verdict = results.get('compiles')?.verdict;
  if (verdict?.kind !== 'failed') throw new Error(verdict?.kind);
  expect(verdict.observation.saw).toBe('25 mistakes');
  expect(verdict.observation.places.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

function manifest(slugs: readonly string[]): Manifest {
  return exerciseSchema.parse({
    id: 'trial',
    title: 'Trial',
    summary: 'An exercise that never runs.',
    kind: 'program',
    entry: 'src/main.ts',
    points: { core: slugs.length, stretch: 0 },
    requirements: slugs.map((slug) => ({
      slug,
      sentence: `Keeps ${slug}.`,
      points: 1,
      hints: ['There is nothing.', 'Still nothing.'],
    })),
  });
}
