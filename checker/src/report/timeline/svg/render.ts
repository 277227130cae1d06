import stringWidth from 'string-width';
import { wrap } from '../../layout.ts';
import { tellCount } from '../../quantities.ts';
import { sanitizeLine } from '../../sanitize.ts';
import { attributes, element } from '../../xml.ts';
import { brokenWords, tellTime } from '../list.ts';
import { type Moment, pivotOf, readMoments, type Timed, tellExcess } from '../moments.ts';
import { planTimeline, type TimelinePlan } from '../plan.ts';
import { shortNames } from '../short-names.ts';
import { drawAxis } from './axis.ts';
import { countsHeight, drawCounts } from './counts.ts';
import { type Frame, layFrame, round } from './frame.ts';
import { drawLane, laneHeight } from './lanes.ts';
import { styleSheet } from './style.ts';

export interface Picture extends Timed {
  /** Also the beginning of the ids in the picture, so that several can stand on one page. */
  readonly requirement: string;
  readonly promise: string;
}

/**
 * A trace as SVG that stands for itself: title, lanes, the count against its bound, the events around the break in words.
 * It needs nothing from outside, and texts of a submission are data in it, never markup.
 */
export function renderTimelineSvg(picture: Picture): string {
  const plan = planTimeline(picture, { lanes: 60, events: 240 });
  const shorts = shortNames(plan.lanes, 28, '…');
  const names = plan.lanes.map((lane) => shorts.get(lane) ?? '');
  const label = Math.max(7, ...names.map((name) => stringWidth(name)));
  const frame = layFrame(plan, 16 + label * letter + 16);
  const width = round(frame.right + 16);
  const columns = Math.floor((width - 32) / letter);
  const promise = wrap(sanitizeLine(picture.promise), columns);
  const words = tellBreak(picture, columns);
  const axisAt = 36 + promise.length * 18 + 22;
  const lanesAt = axisAt + 10;
  const lanesEnd = lanesAt + plan.lanes.length * laneHeight;
  const countsAt = lanesEnd + (plan.hiddenLanes === 0 ? 0 : 22);
  const wordsAt = countsAt + (plan.bound === null ? 0 : countsHeight) + 28;
  const height = wordsAt + words.length * 18;
  const ids = { title: `${picture.requirement}-title`, desc: `${picture.requirement}-desc` };
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-labelledby': `${ids.title} ${ids.desc}`,
  };
  return [
    `<svg${attributes(root)}>`,
    element('title', { id: ids.title }, sanitizeLine(`What happened when: ${picture.requirement}`)),
    element('desc', { id: ids.desc }, describe(picture, plan)),
    styleSheet(),
    `<rect${attributes({ width, height, class: 'tl-paper' })}/>`,
    line(30, 'tl-title', sanitizeLine(picture.requirement)),
    ...promise.map((text, index) => line(50 + index * 18, 'tl-text', text)),
    ...drawAxis(frame, axisAt),
    ...plan.lanes.flatMap((lane, index) =>
      drawLane(lane, names[index] ?? '', index, lanesAt + index * laneHeight, frame),
    ),
    ...(plan.hiddenLanes === 0
      ? []
      : [line(lanesEnd + 16, 'tl-small', `… ${tellCount(plan.hiddenLanes, 'more lane')}`)]),
    ...(plan.bound === null ? [] : drawCounts(plan.bound.limit, countsAt, frame)),
    ...drawBreak(frame, lanesAt, lanesEnd),
    ...words.map(({ text, broken }, index) =>
      line(wordsAt + index * 18, broken ? 'tl-alarm' : 'tl-text', text),
    ),
    '</svg>',
    '',
  ].join('\n');
}

/** Width of a letter at 13 px, generously, so that no text is cut by the edge. */
const letter = 7.6;

function line(y: number, name: string, text: string): string {
  return element('text', { x: 16, y, class: name }, text);
}

/** For those who do not see it. */
function describe(picture: Picture, { lanes, hiddenLanes }: TimelinePlan): string {
  const moments = readMoments(picture);
  const pivot = moments[pivotOf(moments)];
  const size = `${tellCount(moments.length, 'event')} in ${tellCount(lanes.length + hiddenLanes, 'lane')}.`;
  if (pivot === undefined || !pivot.broken) return size;
  return `${size} ${capitalise(tellEvent(pivot, picture))}.`;
}

/** A line through all lanes at the moment where the promise broke first. */
function drawBreak({ plan, centers }: Frame, from: number, to: number): string[] {
  const column = plan.columns[plan.pivot];
  if (column?.kind !== 'event' || !column.moment.broken) return [];
  const at = round(centers[plan.pivot] ?? 0);
  return [`<line${attributes({ x1: at, x2: at, y1: from - 4, y2: to, class: 'tl-break' })}/>`];
}

function tellBreak(
  picture: Picture,
  columns: number,
): readonly { readonly text: string; readonly broken: boolean }[] {
  const moments = readMoments(picture);
  const pivot = pivotOf(moments);
  return moments.slice(Math.max(0, pivot - 3), pivot + 2).flatMap((moment) => {
    const { broken } = moment;
    const lines = wrap(`${broken ? '✗ ' : ''}${tellEvent(moment, picture)}`, columns - (broken ? 8 : 0));
    return lines.map((text, index) => ({ text: index === 0 ? text : `\u00a0\u00a0${text}`, broken }));
  });
}

function tellEvent(moment: Moment, picture: Picture): string {
  const { event, broken } = moment;
  const excess = tellExcess(moment, picture);
  const because = excess === null ? '' : ` (${excess})`;
  const text = `${tellTime(moment)}, ${event.lane}: ${event.event}${broken ? `: ${brokenWords}${because}` : ''}`;
  return sanitizeLine(text);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
