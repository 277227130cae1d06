import { setTimeout } from 'node:timers/promises';
import {
  broken,
  expectThat,
  findFlaws,
  type HandlerRun,
  type HttpClient,
  type JobProcess,
  type JobsHost,
  type Teaching,
} from 'checker/kit';
import { enqueue, type Job, readJob, type Sending, tellJob, walkJobs } from './jobs.ts';

/** Sends a job, and the history knows that it must come to an end. */
export async function send(
  { jobs, api }: { readonly jobs: JobsHost; readonly api: HttpClient },
  fields: { readonly type: string; readonly payload?: unknown } & Readonly<Record<string, unknown>>,
  options: Partial<Teaching> & Sending = {},
): Promise<Job> {
  const job = await enqueue(api, fields, options);
  jobs.enqueued(job);
  return job;
}

/** So many jobs, several requests at once, and none of them in the transcript. */
export async function sendMany(
  scene: { readonly jobs: JobsHost; readonly api: HttpClient },
  count: number,
  fields: { readonly type: string; readonly payload?: unknown } & Readonly<Record<string, unknown>>,
): Promise<readonly Job[]> {
  const sent: Job[] = [];
  let left = count;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      sent.push(await send(scene, fields, { transcript: false }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(8, count) }, client));
  return sent;
}

/** Waits for a handler to begin, and tells what the API says of the job when none does. */
export async function expectBegin(
  { jobs, api }: { readonly jobs: JobsHost; readonly api: HttpClient },
  job: Pick<Job, 'id' | 'type'>,
  {
    attempt = 1,
    by,
    patienceMs = 10_000,
    ...teaching
  }: Teaching & { readonly attempt?: number; readonly by?: JobProcess; readonly patienceMs?: number },
): Promise<HandlerRun> {
  const run = await jobs.run((each) => each.jobId === job.id && each.attempt === attempt, patienceMs);
  if (run === null) {
    const now = await readJob(api, job.id, teaching);
    drawEnd(jobs, now, `it is ${tellJob(now)}`);
    return broken({
      ...teaching,
      expected: `attempt ${attempt} of the job ${job.id} (${job.type}) to begin`,
      saw: `no handler was called for it within ${patienceMs / 1000} seconds; the job is ${tellJob(now)}`,
    });
  }
  if (by !== undefined && run.worker !== by.name) {
    drawEnd(jobs, job, 'taken by another worker than the one that was to take it');
    return broken({
      ...teaching,
      expected: `${by.name} to run attempt ${attempt} of the job ${job.id} (${job.type})`,
      saw: `${run.worker} ran it`,
    });
  }
  return run;
}

/** Waits until the handler has reported how it ended. */
export async function expectHandlerEnd(jobs: JobsHost, run: HandlerRun, teaching: Teaching): Promise<void> {
  const ended = await jobs.sees(
    `attempt ${run.attempt} of a job to end`,
    () => run.state !== 'running',
    15_000,
  );
  expectThat(ended, {
    ...teaching,
    expected: `the handler of attempt ${run.attempt}, which was told to end, to go on in ${run.worker}`,
    saw: 'it has not ended within 15 seconds',
  });
}

/** The drawing of a job's story ends with what the API said, where the promise broke. */
export function drawEnd(jobs: JobsHost, job: Pick<Job, 'id'>, told: string): void {
  jobs.draw(job.id, { atMs: jobs.now(), told, broken: true });
}

/** No job was lost, run twice at once or for nothing, or is stuck. All of them were to succeed unless `ends` says otherwise. */
export async function expectFlawless(
  { jobs, api }: { readonly jobs: JobsHost; readonly api: HttpClient },
  {
    leaseMs,
    ends,
    anyResult = false,
    ...teaching
  }: Teaching & {
    readonly leaseMs: number;
    readonly ends?: (type: string) => readonly string[];
    /** Where handlers were told what to resolve with, which the test compares by itself. */
    readonly anyResult?: boolean;
  },
): Promise<void> {
  const all = await walkJobs(api, '/jobs', { limit: '100' }, teaching, { transcript: false });
  const byId = new Map(all.map((job) => [job.id, { ...job, atMs: jobs.now() }]));
  const history = {
    jobs: jobs.jobs,
    runs: jobs.runs,
    runsOf: jobs.runsOf,
    faults: jobs.faults,
    atRest: (id: string) => byId.get(id),
    atMs: jobs.now(),
  };
  const flaws = findFlaws(history, {
    leaseMs,
    ...(anyResult ? { resultOf: null } : {}),
    ...(ends === undefined ? {} : { ends: ({ type }) => ends(type) }),
  });
  const [first] = flaws;
  if (first === undefined) return;
  const job = byId.get(first.jobId);
  const told = job === undefined ? 'the API does not know it' : `it is ${tellJob(job)}`;
  jobs.draw(first.jobId, { atMs: first.atMs, told, broken: true });
  const others = new Set(flaws.map(({ jobId }) => jobId)).size - 1;
  broken({
    ...teaching,
    expected: first.expected,
    saw: `the job ${first.jobId}: ${first.saw}${others === 0 ? '' : `; and ${others} more jobs with something wrong`}. At last ${told}`,
  });
}

/**
 * Returns when a worker has done what it does about what it was told before: its turns have passed, and the database has
 * answered each of its statements, for as long as a few polls take.
 */
export async function untilQuiet(worker: JobProcess, forMs: number, signal: AbortSignal): Promise<void> {
  const { link } = worker;
  if (link === null) throw new Error('a worker without a relay cannot be seen to be quiet');
  const isOpen = () => link.statements().some(({ ended }) => ended === null);
  for (const end = performance.now() + forMs; performance.now() < end || isOpen(); ) {
    await worker.attempt('GET', '/livez', { transcript: false });
    await setTimeout(20, undefined, { signal });
    if (performance.now() > end + 5000) return;
  }
}

/** What PostgreSQL's own clock says, in milliseconds since 1970. */
export async function databaseNow(database: {
  query<Row extends object>(sql: string): Promise<Row[]>;
}): Promise<number> {
  const [row] = await database.query<{ ms: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
  );
  return row?.ms ?? Number.NaN;
}
