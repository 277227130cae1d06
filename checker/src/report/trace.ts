import stringWidth from 'string-width';
import type { TraceEvent } from '../judge/observation.ts';
import { hang, pad } from './layout.ts';
import { margin, type Pen } from './pen.ts';
import { sanitizeLine } from './sanitize.ts';
import { markOf } from './symbols.ts';

/** The events of a scenario as a list: when, who, what. An event where the promise broke is marked by symbol and word. */
export function renderTrace(events: readonly TraceEvent[], pen: Pen): string[] {
  const shown = pen.verbose ? events.map((event) => event) : around(events);
  const times = shown.map((event) =>
    event === null ? '' : `at ${Math.round(event.atMs).toLocaleString('en-US')} ms`,
  );
  const timeColumns = Math.max(0, ...times.map((time) => time.length));
  const lanes = shown.map((event) => (event === null ? '' : sanitizeLine(event.lane)));
  const laneColumns = Math.min(widestLane, Math.max(0, ...lanes.map((lane) => stringWidth(lane))));
  return shown.flatMap((event, index) => {
    if (event === null) return [`${margin}${margin}${pen.ellipsis} (-v shows all ${events.length} events)`];
    const when = (times[index] ?? '').padStart(timeColumns);
    const who = pad(lanes[index] ?? '', laneColumns);
    const what = sanitizeLine(event.event) + (event.broken === true ? ` ${broken(pen)}` : '');
    const lead = margin + margin;
    return pen.wide
      ? hang(what, pen.columns, `${lead}${when}  ${who}  `)
      : hang(`${when.trimStart()}, ${who.trimEnd()}: ${what}`, pen.columns, lead, `${lead}${margin}`);
  });
}

function broken(pen: Pen): string {
  return pen.chalk.red(`${markOf('failed', pen.unicode).symbol} here the promise broke`);
}

/** The beginning, what led to the break, and the end; null stands for what is left out. */
function around(events: readonly TraceEvent[]): readonly (TraceEvent | null)[] {
  if (events.length <= most) return events;
  const at = events.findIndex((event) => event.broken === true);
  const pivot = at === -1 ? events.length - 1 : at;
  const kept = events.map((_, index) => index < 3 || (index > pivot - 8 && index <= pivot + 2));
  return events.flatMap((event, index) => {
    if (kept[index]) return [event];
    return index === 0 || kept[index - 1] ? [null] : [];
  });
}

/** So many events are told whole. */
const most = 16;
const widestLane = 20;
