import type { Points, Report } from './schema.ts';

/** The points in words: `62 of 80 core points and 12 of 20 stretch`. */
export function tellPoints({ points, scope }: Pick<Report, 'points' | 'scope'>): string {
  const { core, stretch } = points;
  const tiers = [
    ...(core.possible > 0 ? [`${tellTier(core)} core`] : []),
    ...(stretch.possible > 0 ? [`${tellTier(stretch)} stretch`] : []),
  ];
  const told = `${tiers.join(' and ') || '0 of 0'} points`;
  const open = Math.round((points.possible - points.judged) * 100) / 100;
  return [
    told,
    ...(scope === 'part' ? ['counting only what was asked for'] : []),
    ...(open > 0 ? [`${open} not judged`] : []),
  ].join(', ');
}

function tellTier({ earned, possible }: Points): string {
  return `${earned} of ${possible}`;
}
