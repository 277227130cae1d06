import stringWidth from 'string-width';
import { hang, pad } from '../layout.ts';
import { margin, type Pen } from '../pen.ts';
import { sanitizeLine } from '../sanitize.ts';
import { markOf } from '../symbols.ts';
import { type Moment, pivotOf, readMoments, type Timed, tellExcess } from './moments.ts';
import { shortNames } from './short-names.ts';

/** How many events are told where not all fit: at the beginning, up to the break, and after it. */
export interface Excerpt {
  /** So many are told whole. */
  readonly most: number;
  readonly first: number;
  readonly before: number;
  readonly after: number;
}

/** What can be read instead of a drawing. */
export const wholeStory: Excerpt = { most: 16, first: 3, before: 7, after: 2 };
/** What stands beside one. */
export const aroundTheBreak: Excerpt = { most: 6, first: 0, before: 3, after: 1 };

/** The events of a scenario as a list: when, who, what. An event where the promise broke is marked by symbol and word. */
export function renderList(timed: Timed, pen: Pen, excerpt: Excerpt): string[] {
  const moments = readMoments(timed);
  const shown = pen.verbose ? moments : choose(moments, excerpt);
  const times = shown.map((moment) => (moment === null ? '' : tellTime(moment)));
  const timeColumns = Math.max(0, ...times.map((time) => time.length));
  const all = shown.flatMap((moment) => (moment === null ? [] : [moment.event.lane]));
  const names = shortNames([...new Set(all)], widestLane, pen.ellipsis);
  const laneColumns = Math.max(0, ...[...names.values()].map((name) => stringWidth(name)));
  return shown.flatMap((moment, index) => {
    if (moment === null) {
      const more = index === shown.lastIndexOf(null) ? ` (-v shows all ${moments.length} events)` : '';
      return hang(pen.ellipsis + more, pen.columns, margin + margin, margin + margin);
    }
    const when = (times[index] ?? '').padStart(timeColumns);
    const who = pad(names.get(moment.event.lane) ?? '', laneColumns);
    const what = tellMoment(moment, timed, pen);
    const lead = margin + margin;
    return pen.wide
      ? hang(what, pen.columns, `${lead}${when}  ${who}  `)
      : hang(`${when.trimStart()}, ${who.trimEnd()}: ${what}`, pen.columns, lead, `${lead}${margin}`);
  });
}

export function tellTime({ event }: Moment): string {
  return `at ${Math.round(event.atMs).toLocaleString('en-US')} ms`;
}

function tellMoment(moment: Moment, timed: Timed, pen: Pen): string {
  const what = sanitizeLine(moment.event.event);
  const excess = tellExcess(moment, timed);
  if (moment.broken) {
    const { symbol } = markOf('failed', pen.unicode);
    const words = excess === null ? brokenWords : `${brokenWords}: ${sanitizeLine(excess)}`;
    return `${what} ${pen.chalk.red(`${symbol} ${words}`)}`;
  }
  const counted = timed.bound !== undefined && moment.shape !== 'point';
  return counted ? `${what} (${moment.atOnce} at once)` : what;
}

export const brokenWords = 'here the promise broke';

/** The beginning, what led to the break, and what came after it; null stands for what is left out. */
function choose(
  moments: readonly Moment[],
  { most, first, before, after }: Excerpt,
): readonly (Moment | null)[] {
  if (moments.length <= most) return moments;
  const pivot = pivotOf(moments);
  const kept = moments.map(
    (_, index) => index < first || (index >= pivot - before && index <= pivot + after),
  );
  return moments.flatMap((moment, index) => {
    if (kept[index]) return [moment];
    return index === 0 || kept[index - 1] ? [null] : [];
  });
}

const widestLane = 20;
