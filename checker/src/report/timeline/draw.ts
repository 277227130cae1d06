import stringWidth from 'string-width';
import { hang, pad, spaces } from '../layout.ts';
import { margin, type Pen } from '../pen.ts';
import { tellCount } from '../quantities.ts';
import { sanitizeLine } from '../sanitize.ts';
import { axisLabels } from './axis.ts';
import { type Cell, layCells } from './cells.ts';
import { type Glyphs, takeGlyphs } from './glyphs.ts';
import { brokenWords } from './list.ts';
import type { Moment, Timed } from './moments.ts';
import type { TimelinePlan } from './plan.ts';
import { shortNames } from './short-names.ts';

/**
 * A trace as a drawing of at most `pen.columns`: a lane for each task or worker, time from left to right, intervals as
 * lines, and under them how many ran at once, where that is bounded. Colour says nothing that a symbol does not.
 */
export function renderTimeline(timed: Timed, pen: Pen): string[] {
  const glyphs = takeGlyphs(pen.unicode);
  const label = labelColumns(timed, pen);
  const left = 2 * margin.length + label + gutter.length;
  // The last column is kept for the arrow of what goes on.
  const room = pen.columns - left - 1;
  const { plan, cells } = layCells(timed, pen.verbose ? Number.POSITIVE_INFINITY : mostLanes, room);
  const names = shortNames(plan.lanes, label, pen.ellipsis);
  const row = (name: string, body: string) => (margin + margin + pad(name, label) + gutter + body).trimEnd();
  return [
    row('ms', pen.chalk.gray(axisLabels(plan, cells, room))),
    ...plan.lanes.map((lane) => row(names.get(lane) ?? '', drawLane(lane, cells, glyphs, pen))),
    ...(plan.hiddenLanes === 0
      ? []
      : hang(tellHidden(plan), pen.columns, `${margin}${margin}${pen.ellipsis} `)),
    ...(plan.bound === null
      ? []
      : [
          row(countName, drawCounts(cells)),
          row(limitName(plan.bound.limit), drawLimit(plan.bound.limit, cells, glyphs, pen)),
        ]),
    ...pointAt(cells[plan.pivot], left, glyphs, pen),
    ...hang(pen.chalk.gray(legend(plan, cells, glyphs).join(', ')), pen.columns, margin + margin),
  ];
}

const gutter = '  ';
const mostLanes = 12;
const countName = 'at once';
const limitName = (limit: number) => `limit ${limit}`;

function labelColumns({ trace, bound }: Timed, pen: Pen): number {
  const names = trace.map(({ lane }) => sanitizeLine(lane));
  const all = bound === undefined ? names : [...names, countName, limitName(bound.limit)];
  return Math.min(pen.wide ? 20 : 12, Math.max(2, ...all.map((name) => stringWidth(name))));
}

function drawLane(lane: string, cells: readonly Cell[], glyphs: Glyphs, pen: Pen): string {
  const body = cells.map(({ column, width }) => {
    if (column.kind === 'left-out') return pen.chalk.gray(pad(glyphs.leftOut, width));
    const moment = column.kind === 'wait' ? column.before : column.moment;
    const runs = moment.running.has(lane);
    if (column.kind === 'wait') return runs ? pen.chalk.cyan(glyphs.wait.repeat(width)) : spaces(width);
    const tail = runs ? pen.chalk.cyan(glyphs.run.repeat(width - 1)) : spaces(width - 1);
    if (moment.event.lane === lane) return drawMoment(moment, glyphs, pen) + tail;
    return (runs ? pen.chalk.cyan(glyphs.run) : ' ') + tail;
  });
  return body.join('') + (goesOn(lane, cells) ? pen.chalk.cyan(glyphs.goesOn) : '');
}

function drawMoment({ broken, shape }: Moment, glyphs: Glyphs, pen: Pen): string {
  if (broken) return pen.chalk.red(glyphs.broken);
  return shape === 'point' ? glyphs.point : pen.chalk.cyan(glyphs[shape]);
}

function goesOn(lane: string, cells: readonly Cell[]): boolean {
  const last = cells.at(-1)?.column;
  return last?.kind === 'event' && last.moment.running.has(lane);
}

function drawCounts(cells: readonly Cell[]): string {
  return cells
    .map(({ column, width }) => pad(column.kind === 'event' ? String(column.moment.atOnce) : '', width))
    .join('');
}

/** A line, crossed out wherever more ran than it allows. */
function drawLimit(limit: number, cells: readonly Cell[], glyphs: Glyphs, pen: Pen): string {
  return cells
    .map(({ column, width }) => {
      const excess = column.kind === 'event' && column.moment.atOnce > limit;
      if (!excess) return pen.chalk.gray(glyphs.run.repeat(width));
      return pen.chalk.red(glyphs.broken) + pen.chalk.gray(glyphs.run.repeat(width - 1));
    })
    .join('');
}

/** An arrow under the moment where the promise broke first, and the words beside it, on whichever side they fit. */
function pointAt(cell: Cell | undefined, left: number, glyphs: Glyphs, pen: Pen): string[] {
  if (cell?.column.kind !== 'event' || !cell.column.moment.broken) return [];
  const at = left + cell.at;
  const arrow = pen.chalk.red(glyphs.pointer);
  const words = pen.chalk.red(brokenWords);
  if (at + 2 + brokenWords.length <= pen.columns) return [`${spaces(at)}${arrow} ${words}`];
  const before = at - 1 - brokenWords.length;
  if (before >= 2 * margin.length) return [`${spaces(before)}${words} ${arrow}`];
  return [spaces(at) + arrow, margin + margin + words];
}

/** The symbols that came up, in words. */
function legend(plan: TimelinePlan, cells: readonly Cell[], glyphs: Glyphs): string[] {
  const moments = cells.flatMap(({ column }) => (column.kind === 'event' ? [column.moment] : []));
  const isPoint = ({ shape, broken }: Moment) => shape === 'point' && !broken;
  const { begin, run, end } = glyphs;
  return [
    ...(moments.some(({ shape }) => shape !== 'point') ? [`${begin}${run}${end} from begin to end`] : []),
    ...(plan.lanes.some((lane) => goesOn(lane, cells)) ? [`${glyphs.goesOn} goes on`] : []),
    ...(moments.some(isPoint) ? [`${glyphs.point} a moment`] : []),
    ...(cells.some(({ column }) => column.kind === 'wait') ? [`${glyphs.wait} a long wait`] : []),
    ...(plan.leftOut > 0 ? [`${glyphs.leftOut} ${tellCount(plan.leftOut, 'event')} left out`] : []),
  ];
}

function tellHidden({ hiddenLanes }: TimelinePlan): string {
  return `${tellCount(hiddenLanes, 'more lane')} (-v shows them)`;
}
