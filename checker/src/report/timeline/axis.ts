import { spaces } from '../layout.ts';
import type { Cell } from './cells.ts';
import type { TimelinePlan } from './plan.ts';

/** Milliseconds above their columns: first where it matters most, then wherever there is room. */
export function axisLabels(plan: TimelinePlan, cells: readonly Cell[], room: number): string {
  let line = spaces(room);
  for (const { at, text } of candidates(plan, cells)) {
    // A label that does not fit to the right ends at its column instead.
    const from = at + text.length <= room ? at : at - text.length + 1;
    const around = line.slice(Math.max(0, from - 2), from + text.length + 2);
    if (from < 0 || around.trim() !== '') continue;
    line = line.slice(0, from) + text + line.slice(from + text.length);
  }
  return line.trimEnd();
}

function candidates(
  { columns, pivot }: TimelinePlan,
  cells: readonly Cell[],
): readonly { readonly at: number; readonly text: string }[] {
  const events = columns.flatMap((column, index) => (column.kind === 'event' ? [index] : []));
  const afterWait = events.filter((index) => columns[index - 1]?.kind === 'wait');
  const order = new Set([...events.slice(0, 1), pivot, ...events.slice(-1), ...afterWait, ...events]);
  const seen = new Set<string>();
  return [...order].flatMap((index) => {
    const column = columns[index];
    if (column?.kind !== 'event') return [];
    const text = Math.round(column.moment.event.atMs).toLocaleString('en-US');
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ at: cells[index]?.at ?? 0, text }];
  });
}
