import { expect, test } from 'vitest';
import type { Manifest } from '../../course/manifest.ts';
import { askedOf } from './asked-of.ts';

const requirements = [
  { slug: 'starts', needs: [] },
  { slug: 'lists', needs: ['starts'] },
  { slug: 'sorts', needs: ['lists'] },
  { slug: 'own-tests', needs: [] },
] as unknown as Manifest['requirements'];
const mutant = { requirement: 'sorts', also: ['own-tests'], patch: '--- a/src/x.ts' };

test('quickly, a mutant is judged by what it names', () => {
  expect(askedOf(mutant, { requirements }, true)).toEqual(['sorts', 'own-tests']);
});

test('what its requirement needs, at any remove, is left out: it would block it', () => {
  expect(askedOf({ ...mutant, also: ['starts', 'lists'] }, { requirements }, true)).toEqual(['sorts']);
});

test('fully, it is judged by everything, the own tests where it names or touches them', () => {
  expect(askedOf(mutant, { requirements }, false)).toEqual(['starts', 'lists', 'sorts', 'own-tests']);
  expect(askedOf({ ...mutant, also: [] }, { requirements }, false)).toEqual(['starts', 'lists', 'sorts']);
  expect(askedOf({ ...mutant, also: [], patch: '+++ b/test/x.ts' }, { requirements }, false)).toContain(
    'own-tests',
  );
});
