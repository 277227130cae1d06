import type { TraceEvent } from '../src/judge/observation.ts';
import type { Trace } from './fixtures.ts';
import type { TraceLog } from './trace-log.ts';

/** The fixture through which a hidden test notes what happened when. */
export function createTrace(log: TraceLog): Trace {
  const note = (
    lane: string,
    event: string,
    marks: Partial<Pick<TraceEvent, 'phase' | 'broken' | 'atMs'>> = {},
  ) => {
    const { phase, broken, atMs } = marks;
    log.mark({
      lane,
      event,
      ...(phase === undefined ? {} : { phase }),
      ...(broken === undefined ? {} : { broken }),
      ...(atMs === undefined ? {} : { atMs }),
    });
  };
  return {
    mark: note,
    begin: (lane, event, options) => note(lane, event, { ...options, phase: 'begin' }),
    end: (lane, event, options) => note(lane, event, { ...options, phase: 'end' }),
    bound: (bound) => log.bound(bound),
    clear: () => log.begin(),
  };
}
