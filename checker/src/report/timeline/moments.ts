import type { Observation, TraceEvent } from '../../judge/observation.ts';

/** What a timeline is drawn from. */
export type Timed = Pick<Observation, 'trace' | 'bound'>;

/** An event and how things stood right after it. */
export interface Moment {
  readonly event: TraceEvent;
  /** An `end` that nothing began is a point. */
  readonly shape: 'begin' | 'end' | 'point';
  /** Where the promise broke: as the trace says, or else at the first excess over its bound. */
  readonly broken: boolean;
  /** The lanes in which something runs. */
  readonly running: ReadonlySet<string>;
  /** How many intervals run that the bound counts. */
  readonly atOnce: number;
}

/** The events in their order, with what was running at each. */
export function readMoments({ trace, bound }: Timed): readonly Moment[] {
  const depths = new Map<string, number>();
  const says = trace.some(({ broken }) => broken === true);
  let excess = false;
  let running: ReadonlySet<string> = new Set();
  let atOnce = 0;
  return trace.map((event) => {
    const depth = depths.get(event.lane) ?? 0;
    const shape = event.phase === 'end' && depth === 0 ? 'point' : (event.phase ?? 'point');
    if (shape !== 'point') {
      const step = shape === 'begin' ? 1 : -1;
      depths.set(event.lane, depth + step);
      if (bound?.lanes?.includes(event.lane) ?? true) atOnce += step;
      running = new Set([...depths].flatMap(([lane, now]) => (now > 0 ? [lane] : [])));
    }
    const first = !says && !excess && bound !== undefined && atOnce > bound.limit;
    excess ||= first;
    return { event, shape, broken: event.broken === true || first, running, atOnce };
  });
}

/** The moment that everything leads to: where the promise broke first, or the last one. -1 where there is none. */
export function pivotOf(moments: readonly Moment[]): number {
  const broken = moments.findIndex((moment) => moment.broken);
  return broken === -1 ? moments.length - 1 : broken;
}

/** `4 tasks at once, at most 3 allowed`, where a moment is past the bound. */
export function tellExcess({ atOnce }: Moment, { bound }: Timed): string | null {
  if (bound === undefined || atOnce <= bound.limit) return null;
  return `${atOnce} ${bound.what} at once, at most ${bound.limit} allowed`;
}
