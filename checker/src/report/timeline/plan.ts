import type { TraceBound } from '../../judge/observation.ts';
import { type Moment, pivotOf, readMoments, type Timed } from './moments.ts';

/**
 * What stands where in a drawing of a trace, whatever it is drawn with. Each event has a column of its own, since their
 * order says more than their distance; a long wait and what is left out have one, too.
 */
export interface TimelinePlan {
  /** From top to bottom, in the order in which they first come up. */
  readonly lanes: readonly string[];
  readonly hiddenLanes: number;
  readonly columns: readonly Column[];
  /** Index of the column that everything leads to. */
  readonly pivot: number;
  /** Events of the lanes shown that have no column. */
  readonly leftOut: number;
  readonly bound: TraceBound | null;
  /** The most that ran at once of what the bound counts, over the whole trace. */
  readonly highest: number;
}

export type Column =
  | { readonly kind: 'event'; readonly moment: Moment }
  /** Much more time passed here than elsewhere. */
  | { readonly kind: 'wait'; readonly before: Moment }
  | { readonly kind: 'left-out'; readonly before: Moment };

export interface Room {
  readonly lanes: number;
  /** Columns of events. */
  readonly events: number;
}

export function planTimeline(timed: Timed, room: Room): TimelinePlan {
  const moments = readMoments(timed);
  const all = [...new Set(moments.map(({ event }) => event.lane))];
  const lanes = chooseLanes(all, moments, room.lanes, timed.bound !== undefined);
  const shown = moments.filter(({ event }) => lanes.includes(event.lane));
  const kept = chooseEvents(shown, room.events);
  const columns = layColumns(shown, kept);
  const pivot = shown[pivotOf(shown)];
  return {
    lanes,
    hiddenLanes: all.length - lanes.length,
    columns,
    pivot: columns.findIndex((column) => column.kind === 'event' && column.moment === pivot),
    leftOut: shown.length - kept.size,
    bound: timed.bound ?? null,
    highest: Math.max(0, ...moments.map(({ atOnce }) => atOnce)),
  };
}

/**
 * Where not all fit: the lane in which the promise broke and, where it is about how many run at once, those that ran then;
 * those of the events right before and after it; others in which it broke; then whatever is nearest.
 */
function chooseLanes(
  all: readonly string[],
  moments: readonly Moment[],
  most: number,
  counts: boolean,
): readonly string[] {
  if (all.length <= most) return all;
  const pivot = pivotOf(moments);
  const nearest = new Map<string, number>();
  moments.forEach(({ event }, index) => {
    const distance = Math.abs(index - pivot);
    nearest.set(event.lane, Math.min(nearest.get(event.lane) ?? distance, distance));
  });
  const brokenLanes = new Set(moments.filter(({ broken }) => broken).map(({ event }) => event.lane));
  const rank = (lane: string) => {
    if (moments[pivot]?.event.lane === lane || (counts && moments[pivot]?.running.has(lane))) return 0;
    if ((nearest.get(lane) ?? 0) <= besideTheBreak) return 1;
    return brokenLanes.has(lane) ? 2 : 3;
  };
  const ranked = all.map((lane) => ({ lane, rank: rank(lane), nearest: nearest.get(lane) ?? 0 }));
  ranked.sort((left, right) => left.rank - right.rank || left.nearest - right.nearest);
  const chosen = new Set(ranked.slice(0, most).map(({ lane }) => lane));
  return all.filter((lane) => chosen.has(lane));
}

/** Events that are told in words, too. */
const besideTheBreak = 3;

/** Where not all fit: the first one, and a window around the pivot, of which the greater part leads to it. */
function chooseEvents(moments: readonly Moment[], most: number): ReadonlySet<Moment> {
  if (moments.length <= most) return new Set(moments);
  const pivot = pivotOf(moments);
  const window = most - 1;
  const after = Math.min(Math.floor(window / 4), moments.length - 1 - pivot);
  const from = Math.max(0, pivot + after + 1 - window);
  const first = from === 0 ? 0 : 1;
  return new Set([...moments.slice(0, first), ...moments.slice(from, from + most - first)]);
}

function layColumns(moments: readonly Moment[], kept: ReadonlySet<Moment>): readonly Column[] {
  const longest = longWait(moments);
  const columns: Column[] = [];
  let left: Moment | null = null;
  let before: Moment | null = null;
  for (const moment of moments) {
    if (!kept.has(moment)) {
      left ??= moment;
      before = moment;
      continue;
    }
    if (left !== null && before !== null) columns.push({ kind: 'left-out', before });
    else if (before !== null && moment.event.atMs - before.event.atMs >= longest) {
      columns.push({ kind: 'wait', before });
    }
    columns.push({ kind: 'event', moment });
    left = null;
    before = moment;
  }
  if (left !== null && before !== null) columns.push({ kind: 'left-out', before });
  return columns;
}

/** Milliseconds from which on a pause is a wait: a good part of the whole, and longer than a program takes to start. */
function longWait(moments: readonly Moment[]): number {
  const first = moments[0]?.event.atMs ?? 0;
  const span = (moments.at(-1)?.event.atMs ?? 0) - first;
  return moments.length < 4 ? Number.POSITIVE_INFINITY : Math.max(200, span * 0.3);
}
