import type { Timed } from './moments.ts';
import { type Column, planTimeline, type TimelinePlan } from './plan.ts';

/** A column of the plan as it stands on a screen. */
export interface Cell {
  readonly column: Column;
  /** Characters from the left edge of the drawing. */
  readonly at: number;
  readonly width: number;
}

export interface Laid {
  readonly plan: TimelinePlan;
  readonly cells: readonly Cell[];
}

/** Plans a drawing that is at most `columns` wide: as many events as fit, each as wide as fits. */
export function layCells(timed: Timed, lanes: number, columns: number): Laid {
  const narrowest = narrowestCell(timed);
  for (let events = Math.floor(columns / narrowest); ; events -= 1) {
    const plan = planTimeline(timed, { lanes, events });
    const shown = plan.columns.filter(({ kind }) => kind === 'event').length;
    const rest = columns - gapWidth * (plan.columns.length - shown);
    if (shown * narrowest <= rest || events <= 1) {
      const width = Math.max(narrowest, Math.min(widest, Math.floor(rest / Math.max(1, shown))));
      return { plan, cells: place(plan.columns, width) };
    }
  }
}

const gapWidth = 2;
const widest = 6;

/** Where counts stand under the events, those of two digits need a space between them. */
function narrowestCell(timed: Timed): number {
  if (timed.bound === undefined) return 1;
  const { highest } = planTimeline(timed, { lanes: 0, events: 0 });
  return highest > 9 ? String(highest).length + 1 : 1;
}

function place(columns: readonly Column[], eventWidth: number): readonly Cell[] {
  let at = 0;
  return columns.map((column) => {
    const cell = { column, at, width: column.kind === 'event' ? eventWidth : gapWidth };
    at += cell.width;
    return cell;
  });
}
