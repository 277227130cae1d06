import type { HandlerRun } from './jobs-host.ts';
import type { Report, Reporter } from './report-port.ts';

/** Keeps what handlers report as runs, in the order of arrival. */
export interface RunBook {
  readonly runs: readonly HandlerRun[];
  runsOf(jobId: string): readonly HandlerRun[];
  /** What is said about a run that never began, or has ended, was not said by a handler: told, else null. */
  write(reporter: Reporter, report: Exclude<Report, { event: 'misused' }>): string | null;
  /** The process has ended, or let go of the judge. */
  gone(reporter: Reporter): void;
}

type Mutable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** @param now milliseconds since the scenario began */
export function createRunBook(now: () => number): RunBook {
  const runs: HandlerRun[] = [];
  const byJob = new Map<string, HandlerRun[]>();
  /** Of each connection, the runs that have not ended. */
  const open = new Map<Reporter, Map<number, { readonly run: Mutable<HandlerRun>; effects: number[] }>>();
  return {
    runs,
    runsOf: (jobId) => byJob.get(jobId) ?? [],
    write(reporter, report) {
      const own = open.get(reporter) ?? new Map();
      open.set(reporter, own);
      if (report.event === 'started') {
        if (own.has(report.run)) return `run ${report.run} began twice`;
        const effects: number[] = [];
        const run = { ...begun(report, reporter, runs.length + 1, now()), effects };
        own.set(report.run, { run, effects });
        runs.push(run);
        const ofJob = byJob.get(run.jobId);
        if (ofJob === undefined) byJob.set(run.jobId, [run]);
        else ofJob.push(run);
        return null;
      }
      const known = own.get(report.run);
      if (known === undefined) return `"${report.event}" of run ${report.run}, which is none`;
      const { event } = report;
      switch (event) {
        case 'aborted':
          known.run.abortedAtMs ??= now();
          return null;
        case 'effect':
          known.effects.push(now());
          return null;
        case 'resolved':
        case 'rejected':
          known.run.state = event;
          known.run.endedAtMs = now();
          own.delete(report.run);
          return null;
        default:
          return event satisfies never;
      }
    },
    gone(reporter) {
      for (const { run } of open.get(reporter)?.values() ?? []) {
        run.state = 'gone';
        run.endedAtMs = now();
      }
      open.delete(reporter);
    },
  };
}

function begun(
  report: Extract<Report, { event: 'started' }>,
  reporter: Reporter,
  number: number,
  startedAtMs: number,
): HandlerRun {
  const say = (word: object) => reporter.send({ run: report.run, ...word });
  const { jobId, attempt, type, mark, payload } = report;
  return {
    number,
    jobId,
    attempt,
    type,
    payload,
    mark,
    worker: reporter.lane,
    startedAtMs,
    abortedAtMs: null,
    effects: [],
    state: 'running',
    endedAtMs: null,
    resolve: (value) => say({ do: 'resolve', value }),
    reject: ({ name = 'Error', message }) => say({ do: 'reject', name, message }),
    whenAborted: (word, value = 'told to stop') =>
      say({
        do: 'when-aborted',
        step: word === 'resolve' ? { do: 'resolve', value } : { do: 'reject', name: 'Error', message: value },
      }),
    block: (ms) => say({ do: 'block', ms }),
    exit: (code) => say({ do: 'exit', code }),
  };
}
