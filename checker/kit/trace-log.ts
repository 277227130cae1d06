import type { TraceBound, TraceEvent } from '../src/judge/observation.ts';

/** The timed events of a scenario. `begin` starts a new part of it: what came before is forgotten, and time counts anew. */
export interface TraceLog {
  mark(event: Omit<TraceEvent, 'atMs'> & { readonly atMs?: number }): void;
  bound(bound: TraceBound): void;
  begin(): void;
  /** What was noted since the part began, in order. */
  recorded(): Recorded;
  /** Puts back what `recorded` gave, in place of what was noted since. */
  recall(recorded: Recorded): void;
}

export interface Recorded {
  readonly trace: readonly TraceEvent[];
  readonly bound?: TraceBound;
}

/** @param now milliseconds from any start, never going back */
export function createTraceLog(now: () => number): TraceLog {
  let startedAt = now();
  let trace: TraceEvent[] = [];
  let bound: TraceBound | null = null;
  return {
    mark: (event) => void trace.push({ atMs: now() - startedAt, ...event }),
    bound(given) {
      bound = given;
    },
    begin() {
      startedAt = now();
      trace = [];
      bound = null;
    },
    recorded: () => ({
      trace: [...trace],
      ...(bound === null ? {} : { bound }),
    }),
    recall(recorded) {
      trace = [...recorded.trace];
      bound = recorded.bound ?? null;
    },
  };
}
