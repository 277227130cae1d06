import { seedOf } from '../seed.ts';
import type { Mutant } from './mutant.ts';

/**
 * So many mutants of each requirement, in their order: every hidden test is seen failing, in a share of the time, and another
 * seed draws others. The same for the same seed, whatever mutants other requirements have.
 */
export function drawMutants(mutants: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  const drawn = new Set(
    [...Map.groupBy(mutants, ({ requirement }) => requirement).values()].flatMap((ofOne) =>
      ofOne
        .map((mutant) => ({ mutant, rank: seedOf(seed, mutant.slug) }))
        .sort((a, b) => a.rank - b.rank)
        .slice(0, count)
        .map(({ mutant }) => mutant),
    ),
  );
  return mutants.filter((mutant) => drawn.has(mutant));
}
