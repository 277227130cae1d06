import { tellDuration } from '../../quantities.ts';
import { element } from '../../xml.ts';
import type { Column } from '../plan.ts';
import { type Frame, round } from './frame.ts';

/** Milliseconds above the columns and how long each wait was: first where it matters most, then wherever there is room. */
export function drawAxis({ plan, centers }: Frame, y: number): string[] {
  const { columns, pivot } = plan;
  const indices = columns.map((_, index) => index);
  const order = [
    pivot,
    ...indices.slice(-1),
    ...indices.filter((index) => columns[index]?.kind !== 'event'),
    ...indices,
  ];
  const taken: { readonly from: number; readonly to: number }[] = [];
  const seen = new Set<string>();
  const labels = order.flatMap((index) => {
    const column = columns[index];
    const center = centers[index];
    if (column === undefined || center === undefined) return [];
    const text = labelOf(column, columns[index + 1]);
    const half = (text.length * digit) / 2;
    const [from, to] = [center - half, center + half];
    const isFree = taken.every((other) => to + apart <= other.from || from - apart >= other.to);
    if (!isFree || (column.kind === 'event' && seen.has(text))) return [];
    taken.push({ from, to });
    seen.add(text);
    return [element('text', { x: round(center), y, 'text-anchor': 'middle', class: 'tl-small' }, text)];
  });
  return [element('text', { x: 16, y, class: 'tl-small' }, 'ms'), ...labels];
}

/** Width of a digit at 11 px. */
const digit = 6.6;
const apart = 4;

function labelOf(column: Column, next: Column | undefined): string {
  switch (column.kind) {
    case 'event':
      return Math.round(column.moment.event.atMs).toLocaleString('en-US');
    case 'left-out':
      return '…';
    case 'wait':
      return next?.kind === 'event'
        ? `+${tellDuration(next.moment.event.atMs - column.before.event.atMs)}`
        : '';
    default:
      return column satisfies never;
  }
}
