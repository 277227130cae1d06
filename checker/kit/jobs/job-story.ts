import type { TraceEvent } from '../../src/judge/observation.ts';
import type { DrawnEnd, Fault, HandlerRun, KnownJob } from './jobs-host.ts';

/** What the judge saw of one job. */
export interface JobStory {
  /** Null for a job that a handler was given and nobody enqueued. */
  readonly job: KnownJob | null;
  readonly runs: readonly HandlerRun[];
  /** Those of all workers: only what was done to a worker while it had the job is told. */
  readonly faults: readonly Fault[];
}

/** The story as events of a trace, whose time begins with it: a lane for each worker, an interval for each run. */
export function storyEvents({ job, runs, faults }: JobStory, end: DrawnEnd | null): TraceEvent[] {
  const until = end?.atMs ?? Number.POSITIVE_INFINITY;
  const events: TraceEvent[] = [
    ...(job === null ? [] : [{ atMs: job.atMs, lane: 'judge', event: `enqueued a job of type ${job.type}` }]),
    ...runs.flatMap(runEvents),
    ...faults.filter((fault) => concerns(fault, runs, until)).flatMap(faultEvents),
    ...(end === null
      ? []
      : [
          {
            atMs: end.atMs,
            lane: 'judge',
            event: end.told,
            ...(end.broken === true ? { broken: true } : {}),
          },
        ]),
  ];
  const ordered = events.toSorted((left, right) => left.atMs - right.atMs);
  const zero = ordered[0]?.atMs ?? 0;
  return ordered.map((event) => ({ ...event, atMs: event.atMs - zero }));
}

/** The story in lines, for who reads no drawing. */
export function tellStory(story: JobStory, end: DrawnEnd | null): string[] {
  return storyEvents(story, end).map(
    ({ atMs, lane, event }) => `${Math.round(atMs).toLocaleString('en-US')} ms  ${lane}: ${event}`,
  );
}

function runEvents(run: HandlerRun): TraceEvent[] {
  const { worker: lane, attempt } = run;
  const name = `attempt ${attempt}`;
  return [
    { atMs: run.startedAtMs, lane, event: `${name} begins`, phase: 'begin' },
    ...run.effects.map((atMs) => ({ atMs, lane, event: `${name} has its effect` })),
    ...(run.abortedAtMs === null
      ? []
      : [{ atMs: run.abortedAtMs, lane, event: `the signal of ${name} is aborted` }]),
    ...(run.endedAtMs === null
      ? []
      : [{ atMs: run.endedAtMs, lane, event: `${name} ${ends[run.state]}`, phase: 'end' as const }]),
  ];
}

const ends: Readonly<Record<HandlerRun['state'], string>> = {
  running: 'runs',
  resolved: 'resolves',
  rejected: 'rejects',
  gone: 'ends with its process',
};

function concerns({ worker, fromMs, toMs }: Fault, runs: readonly HandlerRun[], until: number): boolean {
  return runs.some(
    (run) =>
      run.worker === worker &&
      fromMs <= (run.endedAtMs ?? until) &&
      (toMs ?? Number.POSITIVE_INFINITY) >= run.startedAtMs,
  );
}

function faultEvents({ worker: lane, kind, fromMs, toMs }: Fault): TraceEvent[] {
  return [
    { atMs: fromMs, lane, event: begins[kind] },
    ...(toMs === null ? [] : [{ atMs: toMs, lane, event: ceases[kind] }]),
  ];
}

const begins: Readonly<Record<Fault['kind'], string>> = {
  killed: 'killed (SIGKILL)',
  paused: 'paused (SIGSTOP)',
  'cut off': 'cut off from PostgreSQL',
  'told to end': 'told to end (SIGTERM)',
};

const ceases: Readonly<Record<Fault['kind'], string>> = {
  killed: 'started again',
  paused: 'goes on (SIGCONT)',
  'cut off': 'reaches PostgreSQL again',
  'told to end': 'has ended',
};
