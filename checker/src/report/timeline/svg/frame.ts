import type { Column, TimelinePlan } from '../plan.ts';

/** Where everything stands, in px of the picture. */
export interface Frame {
  readonly plan: TimelinePlan;
  /** Left edge of the drawing, right of the lanes' names. */
  readonly left: number;
  readonly right: number;
  /** Of each column. */
  readonly centers: readonly number[];
  readonly slot: number;
}

/** Columns as wide as they can be without the picture becoming wider than a page; many make it wider all the same. */
export function layFrame(plan: TimelinePlan, left: number): Frame {
  const events = plan.columns.filter(({ kind }) => kind === 'event').length;
  const slot = Math.max(12, Math.min(44, Math.floor(usualWidth / Math.max(1, events))));
  let at = left;
  const centers = plan.columns.map((column) => {
    const width = widthOf(column, slot);
    at += width;
    return at - width / 2;
  });
  return { plan, left, right: Math.max(at, left + narrowest), centers, slot };
}

export function round(px: number): number {
  return Math.round(px * 10) / 10;
}

/** Width of a column that stands for a wait or for what is left out. */
export const gap = 70;

const usualWidth = 720;
/** So that the words above and below fit a short trace, too. */
const narrowest = 480;

function widthOf({ kind }: Column, slot: number): number {
  return kind === 'event' ? slot : gap;
}
