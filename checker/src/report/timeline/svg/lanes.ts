import { sanitizeLine } from '../../sanitize.ts';
import { attributes, element } from '../../xml.ts';
import { brokenWords, tellTime } from '../list.ts';
import type { Moment } from '../moments.ts';
import { type Frame, gap, round } from './frame.ts';

export const laneHeight = 26;

/** One lane: its stripe, its name, its intervals and its moments. `top` is the upper edge. */
export function drawLane(lane: string, name: string, index: number, top: number, frame: Frame): string[] {
  const middle = top + laneHeight / 2;
  const stripe = { x: 0, y: top, width: round(frame.right + 16), height: laneHeight, class: 'tl-stripe' };
  return [
    ...(index % 2 === 0 ? [`<rect${attributes(stripe)}/>`] : []),
    element('text', { x: 16, y: middle + 4.5, class: 'tl-text' }, name),
    ...drawIntervals(lane, middle, frame),
    ...frame.plan.columns.flatMap((column, at) =>
      column.kind === 'event' && column.moment.event.lane === lane
        ? drawMoment(column.moment, frame.centers[at] ?? 0, middle)
        : [],
    ),
  ];
}

/** From each column in which the lane runs to the next: a bar, dashed where time or events are left out. */
function drawIntervals(lane: string, middle: number, { plan, centers, right }: Frame): string[] {
  const shapes: string[] = [];
  let from: number | null = null;
  plan.columns.forEach((column, index) => {
    const moment = column.kind === 'event' ? column.moment : column.before;
    const here = centers[index] ?? 0;
    const isGap = column.kind !== 'event';
    if (isGap || !moment.running.has(lane)) {
      if (from !== null) shapes.push(bar(from, isGap ? here - gapHalf : here, middle));
      from = null;
    }
    if (isGap && moment.running.has(lane)) {
      const line = { x1: round(here - gapHalf), x2: round(here + gapHalf), y1: middle, y2: middle };
      shapes.push(`<line${attributes({ ...line, class: 'tl-wait' })}/>`);
      from = here + gapHalf;
    }
    if (!isGap && moment.running.has(lane)) from ??= here;
  });
  if (from !== null) shapes.push(bar(from, right, middle), arrow(right, middle));
  return shapes;
}

/** A little less than its column, so that the bars around it begin before their events. */
const gapHalf = gap / 2 - 6;

function bar(from: number, to: number, middle: number): string {
  const shape = { x: round(from), y: middle - 5, width: round(Math.max(2, to - from)), height: 10, rx: 2 };
  return `<rect${attributes({ ...shape, class: 'tl-run' })}/>`;
}

/** The interval goes on after the last event. */
function arrow(at: number, middle: number): string {
  const d = `M${round(at)} ${middle - 8}l10 8l-10 8z`;
  return `<path${attributes({ d, class: 'tl-run' })}/>`;
}

/** A begin and an end are the edges of a bar; a moment and a break have symbols of their own. All tell themselves on hover. */
function drawMoment(moment: Moment, at: number, middle: number): string[] {
  const { event, shape, broken } = moment;
  const text = `${tellTime(moment)}, ${event.lane}: ${event.event}${broken ? ` (${brokenWords})` : ''}`;
  return [`<g>${element('title', {}, sanitizeLine(text))}${symbol(shape, broken, round(at), middle)}</g>`];
}

function symbol(shape: Moment['shape'], broken: boolean, at: number, middle: number): string {
  if (broken) {
    const d = `M${round(at - 6)} ${middle - 6}l12 12m0 -12l-12 12`;
    return `<path${attributes({ d, class: 'tl-broken' })}/>`;
  }
  if (shape === 'point') return `<circle${attributes({ cx: at, cy: middle, r: 5, class: 'tl-point' })}/>`;
  const x = shape === 'begin' ? at : round(at - 3);
  return `<rect${attributes({ x, y: middle - 8, width: 3, height: 16, class: 'tl-run' })}/>`;
}
