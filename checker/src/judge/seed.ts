import { createHash } from 'node:crypto';

/** The seed of one requirement: the same for the same run seed and slug, whatever else runs. A 32-bit integer. */
export function seedOf(runSeed: number, slug: string): number {
  return createHash('sha256').update(`${runSeed}:${slug}`).digest().readUInt32LE(0);
}
