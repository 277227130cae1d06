import { attributes, element } from '../../xml.ts';
import { type Frame, gap, round } from './frame.ts';

export const countsHeight = 76;

/** How many ran at once, as steps under the lanes, with the limit as a line across them. */
export function drawCounts(limit: number, top: number, frame: Frame): string[] {
  const base = top + countsHeight - 18;
  const unit = (base - top - 14) / Math.max(1, limit, frame.plan.highest);
  const line = round(base - limit * unit);
  const steps = readSteps(frame);
  const crowded = frame.slot < 9 * String(frame.plan.highest).length;
  return [
    element('text', { x: 16, y: base, class: 'tl-text' }, 'at once'),
    ...steps.flatMap(({ from, to, count }) => {
      const part = (name: string, low: number, high: number) =>
        high <= low
          ? []
          : [
              `<rect${attributes({
                x: round(from),
                y: round(base - high * unit),
                width: round(to - from),
                height: round((high - low) * unit),
                class: name,
              })}/>`,
            ];
      return [
        ...part('tl-count', 0, Math.min(count, limit)),
        ...part('tl-excess', limit, count),
        ...(crowded
          ? []
          : [
              element(
                'text',
                {
                  x: round((from + to) / 2),
                  y: base + 13,
                  'text-anchor': 'middle',
                  class: count > limit ? 'tl-alarm' : 'tl-small',
                },
                String(count),
              ),
            ]),
      ];
    }),
    `<line${attributes({ x1: frame.left, x2: round(frame.right), y1: line, y2: line, class: 'tl-limit' })}/>`,
    element('text', { x: 16, y: line + 4, class: 'tl-text' }, `limit ${limit}`),
  ];
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** A count holds from its event to the next column; over what is left out nothing is claimed. */
function readSteps({ plan, centers, slot }: Frame): readonly Span[] {
  return plan.columns.flatMap((column, index) => {
    if (column.kind === 'left-out') return [];
    const { atOnce } = column.kind === 'event' ? column.moment : column.before;
    const half = column.kind === 'event' ? slot / 2 : gap / 2;
    const center = centers[index] ?? 0;
    return [{ from: center - half, to: center + half, count: atOnce }];
  });
}
