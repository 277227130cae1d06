import { readRecord } from './record.ts';
import { spoils } from './settle.ts';

/** The first of these requirements of which the record says that it did not hold; null while it says so of none. */
export function findObstacle(record: string, slugs: readonly string[]): string | null {
  if (slugs.length === 0) return null;
  const obstacle = readRecord(record).lines.find(
    (line) => line.kind === 'ended' && slugs.includes(line.slug) && spoils(line.verdict),
  );
  return obstacle?.slug ?? null;
}
