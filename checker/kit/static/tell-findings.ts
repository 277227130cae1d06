import type { Place } from '../../src/judge/observation.ts';
import { broken } from '../expect.ts';
import type { AnalysisResult, Finding } from './finding.ts';

const shown = 10;

/** Fails the requirement with the places of what was found; returns when nothing was. */
export function tellFindings(
  { findings, total }: AnalysisResult,
  told: { readonly expected: string; readonly look: string },
): void {
  if (total === 0) return;
  broken({
    ...told,
    saw: tellCount(total, 'place where that does not hold', 'places where that does not hold'),
    places: placesOf(findings),
  });
}

export function placesOf(findings: readonly Finding[]): Place[] {
  return findings
    .slice(0, shown)
    .map(({ place, instead }) => ({ ...place, text: `${place.text}. ${instead}` }));
}

/** `1 error`, `3 errors`, `12 errors, the first 10 of them below`. */
export function tellCount(count: number, one: string, many: string): string {
  const text = count === 1 ? `1 ${one}` : `${count} ${many}`;
  return count > shown ? `${text}, the first ${shown} of them below` : text;
}

export const shownPlaces = shown;
