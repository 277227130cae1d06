import type { Fault, HandlerRun, KnownJob } from './jobs-host.ts';

/** What the API says of a job at the end, as far as a judgement of histories needs it. */
export interface JobAtRest {
  readonly state: string;
  readonly result: unknown;
  readonly attempts: readonly { readonly number: number; readonly outcome: string | null }[];
  readonly atMs: number;
}

/** A job that did not come to its end as promised. */
export interface Flaw {
  readonly kind:
    | 'lost'
    | 'stuck'
    | 'not run'
    | 'run twice at once'
    | 'done twice'
    | 'attempt used twice'
    | 'completed by a fenced attempt'
    | 'unknown';
  readonly jobId: string;
  /** What was seen, as a part of a sentence: `two runs at once, attempt 1 by worker 1 and attempt 2 by worker 2`. */
  readonly saw: string;
  /** What should have been. */
  readonly expected: string;
  /** When it could be seen. */
  readonly atMs: number;
}

export interface History {
  readonly jobs: readonly KnownJob[];
  runsOf(jobId: string): readonly HandlerRun[];
  /** Runs of all jobs, also of those that nobody enqueued. */
  readonly runs: readonly HandlerRun[];
  readonly faults: readonly Fault[];
  /** Undefined or null for a job that the API does not know any more. */
  atRest(jobId: string): JobAtRest | null | undefined;
  /** When it was looked at. */
  readonly atMs: number;
}

export interface FlawOptions {
  /** A lease cannot have ended before this time has passed since its attempt began: ms. */
  readonly leaseMs: number;
  /** The states in which jobs may end. By default all are to succeed. */
  readonly ends?: (job: KnownJob) => readonly string[];
  /**
   * What a job that succeeded has as its result, given the run that made it. By default `mark`, as the usual handlers
   * return; null looks at no result.
   */
  readonly resultOf?: ((run: HandlerRun) => unknown) | null;
}

const finalStates = ['succeeded', 'dead', 'cancelled'];

/**
 * Looks for every job that was lost, is stuck, was run twice at once or twice for nothing, or whose end was written by an
 * attempt that had lost its lease. What follows from a fault of the judge's is no flaw: a worker that was paused, cut off or
 * killed while it had a job may find that another has taken it.
 */
export function findFlaws(history: History, options: FlawOptions): Flaw[] {
  const known = new Set(history.jobs.map(({ id }) => id));
  const unknown = history.runs.find(({ jobId }) => !known.has(jobId));
  return [
    ...(unknown === undefined
      ? []
      : [
          {
            kind: 'unknown' as const,
            jobId: unknown.jobId,
            expected: 'handlers to be given only the ids of jobs that were accepted',
            saw: `${unknown.worker} ran ${unknown.jobId}, which no POST has answered`,
            atMs: unknown.startedAtMs,
          },
        ]),
    ...history.jobs.flatMap((job) => flawsOf(job, history, options)),
  ];
}

function flawsOf(job: KnownJob, history: History, options: FlawOptions): Flaw[] {
  const runs = history.runsOf(job.id);
  const pairs = unexcusedPairs(runs, history.faults, options.leaseMs);
  const found = [
    endFlaw(job, runs, history, options),
    numberFlaw(job, runs),
    overlapFlaw(job, pairs),
    repeatFlaw(job, pairs),
    fenceFlaw(job, runs, history, options),
  ];
  return found.filter((flaw) => flaw !== null);
}

function endFlaw(
  job: KnownJob,
  runs: readonly HandlerRun[],
  history: History,
  { ends = () => ['succeeded'] }: FlawOptions,
): Flaw | null {
  const allowed = ends(job);
  const expected = `each job that was accepted to end as ${allowed.join(' or ')}`;
  const rest = history.atRest(job.id);
  const base = { jobId: job.id, expected, atMs: history.atMs };
  if (rest === null || rest === undefined)
    return { ...base, kind: 'lost', saw: 'the API does not know the job any more' };
  if (!finalStates.includes(rest.state)) {
    return runs.length === 0
      ? { ...base, kind: 'not run', saw: `it is ${rest.state}, and no worker has ever run it` }
      : { ...base, kind: 'stuck', saw: `it is still ${rest.state} ${tellLast(runs, history.atMs)}` };
  }
  if (!allowed.includes(rest.state))
    return { ...base, kind: 'stuck', saw: `it is ${rest.state} ${tellLast(runs, history.atMs)}` };
  if (rest.state === 'succeeded' && !runs.some(({ state }) => state === 'resolved'))
    return { ...base, kind: 'not run', saw: `it is succeeded, and no run of its handler has ever resolved` };
  return null;
}

function tellLast(runs: readonly HandlerRun[], atMs: number): string {
  const last = runs.at(-1);
  if (last === undefined) return 'and was never run';
  const ago = ((atMs - (last.endedAtMs ?? last.startedAtMs)) / 1000).toFixed(1);
  return last.endedAtMs === null
    ? `while attempt ${last.attempt} by ${last.worker} runs since ${ago} s`
    : `${ago} s after attempt ${last.attempt} by ${last.worker} ended`;
}

function numberFlaw(job: KnownJob, runs: readonly HandlerRun[]): Flaw | null {
  const seen = new Map<number, HandlerRun>();
  for (const run of runs) {
    const before = seen.get(run.attempt);
    if (before !== undefined) {
      return {
        kind: 'attempt used twice',
        jobId: job.id,
        expected: 'each run of a job to be an attempt with a number of its own',
        saw: `attempt ${run.attempt} by ${before.worker}, and attempt ${run.attempt} again by ${run.worker}`,
        atMs: run.startedAtMs,
      };
    }
    seen.set(run.attempt, run);
  }
  return null;
}

function overlapFlaw(job: KnownJob, pairs: readonly Pair[]): Flaw | null {
  const pair = pairs.find(
    ({ first, then }) => (first.endedAtMs ?? Number.POSITIVE_INFINITY) > then.startedAtMs,
  );
  if (pair === undefined) return null;
  const { first, then } = pair;
  return {
    kind: 'run twice at once',
    jobId: job.id,
    expected: 'one run of a job at a time, while its worker lives and its lease lasts',
    saw: `attempt ${first.attempt} by ${first.worker} was running when attempt ${then.attempt} began by ${then.worker}`,
    atMs: then.startedAtMs,
  };
}

function repeatFlaw(job: KnownJob, pairs: readonly Pair[]): Flaw | null {
  const pair = pairs.find(
    ({ first, then }) =>
      first.state === 'resolved' && first.endedAtMs !== null && first.endedAtMs <= then.startedAtMs,
  );
  if (pair === undefined) return null;
  const { first, then } = pair;
  return {
    kind: 'done twice',
    jobId: job.id,
    expected: 'a job whose handler has resolved not to be run again, while its worker lives',
    saw: `attempt ${first.attempt} by ${first.worker} had resolved when attempt ${then.attempt} began by ${then.worker}`,
    atMs: then.startedAtMs,
  };
}

/** Two runs of a job in the order in which they began. */
interface Pair {
  readonly first: HandlerRun;
  readonly then: HandlerRun;
}

/** All pairs for which the judge knows of no reason why the older attempt should have lost its lease. */
function unexcusedPairs(runs: readonly HandlerRun[], faults: readonly Fault[], leaseMs: number): Pair[] {
  const pairs = runs.flatMap((then, index) => runs.slice(0, index).map((first) => ({ first, then })));
  return pairs.filter(({ first, then }) => {
    // On a machine that is busy enough a worker may not come to renew in time: that is nobody's fault.
    if (then.startedAtMs - first.startedAtMs >= leaseMs) return false;
    // Who is paused between its claim and the beginning of its handler begins late, and is the older attempt all the same.
    const older = then.attempt < first.attempt ? then : first;
    return !wasDisturbed(older.worker, faults, first.startedAtMs - leaseMs, then.startedAtMs);
  });
}

/** Of a job that succeeded: exactly one attempt did, it is the last, and the result is what its own run returned. */
function fenceFlaw(
  job: KnownJob,
  runs: readonly HandlerRun[],
  history: History,
  { resultOf = (run) => run.mark }: FlawOptions,
): Flaw | null {
  const rest = history.atRest(job.id);
  if (rest?.state !== 'succeeded') return null;
  const base = { kind: 'completed by a fenced attempt' as const, jobId: job.id, atMs: history.atMs };
  const succeeded = rest.attempts.filter(({ outcome }) => outcome === 'succeeded');
  const last = Math.max(...rest.attempts.map(({ number }) => number));
  const [winner] = succeeded;
  const told = rest.attempts.map(({ number, outcome }) => `${number} ${outcome ?? 'open'}`).join(', ');
  if (winner === undefined || succeeded.length > 1 || winner.number !== last) {
    return {
      ...base,
      expected: 'exactly one attempt of a job that succeeded to have succeeded, the last one',
      saw: `the attempts ${told}`,
    };
  }
  if (resultOf === null) return null;
  const author = runs.find((run) => isSame(resultOf(run), rest.result));
  if (author?.attempt === winner.number) return null;
  return {
    ...base,
    expected: `the result of the job to be what attempt ${winner.number} returned, the one that succeeded`,
    saw:
      author === undefined
        ? 'a result that none of its runs has returned'
        : `the result that attempt ${author.attempt} by ${author.worker} returned`,
  };
}

/** Whether the judge did anything to the worker in that time, or something that it did before went on. */
function wasDisturbed(worker: string, faults: readonly Fault[], fromMs: number, toMs: number): boolean {
  return faults.some(
    (fault) =>
      fault.worker === worker && fault.fromMs <= toMs && (fault.toMs ?? Number.POSITIVE_INFINITY) >= fromMs,
  );
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
