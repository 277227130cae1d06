import type { Pen } from '../pen.ts';
import { renderTimeline } from './draw.ts';
import { aroundTheBreak, renderList, wholeStory } from './list.ts';
import type { Timed } from './moments.ts';

export type { Timed } from './moments.ts';

/**
 * What happened when: drawn, with the events around the break in words; or as a list alone, where drawings are not wanted
 * and where one lane of points would be no better than a list.
 */
export function tellTimeline(timed: Timed, pen: Pen): string[] {
  if (pen.plain || !isWorthDrawing(timed)) return renderList(timed, pen, wholeStory);
  return [...renderTimeline(timed, pen), '', ...renderList(timed, pen, aroundTheBreak)];
}

function isWorthDrawing({ trace }: Timed): boolean {
  return new Set(trace.map(({ lane }) => lane)).size > 1 || trace.some(({ phase }) => phase !== undefined);
}
