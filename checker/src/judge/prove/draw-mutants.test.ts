import { expect, test } from 'vitest';
import { drawMutants } from './draw-mutants.ts';
import type { Mutant } from './mutant.ts';

function mutant(slug: string, requirement: string): Mutant {
  return { slug, requirement, file: `${slug}.patch`, also: [], idea: 'An idea.', patch: '' };
}

const mutants = [
  ...['a', 'b', 'c', 'd'].map((slug) => mutant(slug, 'stores')),
  mutant('e', 'forgets'),
  ...['f', 'g'].map((slug) => mutant(slug, 'sorts')),
];

const slugs = (drawn: readonly Mutant[]) => drawn.map(({ slug }) => slug);

test('of each requirement so many as were asked for, or as it has, in their order', () => {
  const drawn = drawMutants(mutants, 2, 1);
  expect(
    Object.fromEntries([...Map.groupBy(drawn, (each) => each.requirement)].map(([k, v]) => [k, v.length])),
  ).toEqual({ stores: 2, forgets: 1, sorts: 2 });
  expect(slugs(drawn)).toEqual(slugs(drawn).toSorted());
});

test('the same seed draws the same, whatever the other requirements have', () => {
  const ofOne = mutants.filter(({ requirement }) => requirement === 'stores');
  const drawn = drawMutants(mutants, 1, 7);
  expect(drawMutants(mutants, 1, 7)).toEqual(drawn);
  expect(drawMutants(ofOne, 1, 7)).toEqual(drawn.filter(({ requirement }) => requirement === 'stores'));
});

test('over several seeds every mutant has its turn', () => {
  const seen = new Set(Array.from({ length: 40 }, (_, seed) => slugs(drawMutants(mutants, 1, seed))).flat());
  expect([...seen].toSorted()).toEqual(slugs(mutants));
});
