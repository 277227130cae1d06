import { setTimeout } from 'node:timers/promises';
import {
  broken,
  expectEqual,
  expectThat,
  type HttpClient,
  type NoReply,
  type Reply,
  showValue,
  type Teaching,
} from 'checker/kit';

export type State = 'queued' | 'running' | 'succeeded' | 'retrying' | 'dead' | 'cancelled';

/** A job as the page describes it. */
export interface Job {
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
  readonly state: State;
  readonly priority: number;
  readonly runAt: string;
  readonly maxAttempts: number;
  readonly cancelRequested: boolean;
  readonly result: unknown;
  readonly attempts: readonly Attempt[];
}

export interface Attempt {
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: 'succeeded' | 'failed' | 'lost' | 'released' | 'cancelled' | null;
  readonly error: { readonly name: string; readonly message: string } | null;
  readonly nextRunAt: string | null;
}

/** How a request is sent: quietly in loops of many. */
export interface Sending {
  readonly transcript?: boolean;
  readonly patienceMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const states: readonly string[] = ['queued', 'running', 'succeeded', 'retrying', 'dead', 'cancelled'];
const outcomes: readonly unknown[] = ['succeeded', 'failed', 'lost', 'released', 'cancelled', null];
const shape =
  'Compare it with the two tables of members on the page: each is always there, null where there is nothing.';

export function jobPath(id: string): string {
  return `/jobs/${encodeURIComponent(id)}`;
}

/** Sends a job and expects 202. The type decides what its handler does. */
export async function enqueue(
  api: HttpClient,
  fields: { readonly type: string; readonly payload?: unknown } & Readonly<Record<string, unknown>>,
  {
    look = 'Send the same POST by hand, with `curl -i`.',
    promise,
    ...sending
  }: Partial<Teaching> & Sending = {},
): Promise<Job> {
  const json = { payload: null, ...fields };
  const reply = await api.request('POST', '/jobs', { ...sending, json });
  const teaching = promise === undefined ? { look } : { look, promise };
  expectStatus(reply, 202, teaching);
  return jobIn(reply, teaching);
}

export async function readJob(
  api: HttpClient,
  id: string,
  teaching: Teaching,
  sending: Sending = {},
): Promise<Job> {
  const reply = await api.request('GET', jobPath(id), sending);
  expectStatus(reply, 200, teaching);
  return jobIn(reply, teaching);
}

/** Asks until the job is as it should be. `what` goes on after "the job to be …". */
export async function untilJob(
  api: HttpClient,
  id: string,
  what: string,
  test: (job: Job) => boolean,
  {
    signal,
    patienceMs = 10_000,
    ...teaching
  }: Teaching & { readonly signal: AbortSignal; readonly patienceMs?: number },
): Promise<Job> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const late = performance.now() > until;
    // The last look stands in the transcript.
    const job = await readJob(api, id, teaching, { transcript: late });
    if (test(job)) return job;
    if (late)
      return broken({
        ...teaching,
        expected: `the job ${id} (${job.type}) to be ${what} before long`,
        saw: `after ${Math.round(patienceMs / 1000)} seconds it is ${tellJob(job)}`,
      });
    await setTimeout(25, undefined, { signal });
  }
}

export function untilState(
  api: HttpClient,
  id: string,
  state: State | readonly State[],
  teaching: Teaching & { readonly signal: AbortSignal; readonly patienceMs?: number },
): Promise<Job> {
  const wished = [state].flat();
  return untilJob(api, id, wished.join(' or '), (job) => wished.includes(job.state), teaching);
}

export function cancelJob(api: HttpClient, id: string, sending: Sending = {}): Promise<Reply> {
  return api.request('DELETE', jobPath(id), sending);
}

/** One page of `/jobs` or `/dead-letters`. */
export async function listJobs(
  api: HttpClient,
  path: '/jobs' | '/dead-letters',
  parameters: Readonly<Record<string, string>>,
  teaching: Teaching,
  sending: Sending = {},
): Promise<{ readonly items: readonly Job[]; readonly nextCursor: string | null }> {
  const query = new URLSearchParams(parameters).toString();
  const reply = await api.request('GET', query === '' ? path : `${path}?${query}`, sending);
  expectStatus(reply, 200, teaching);
  const { json } = reply;
  expectThat(
    isRecord(json) &&
      Array.isArray(json.items) &&
      (json.nextCursor === null || typeof json.nextCursor === 'string'),
    {
      ...teaching,
      expected: `the answer to ${told(reply)} to be {"items": [job, …], "nextCursor": text or null}`,
      saw: tellBody(reply),
    },
  );
  const items = (json.items as unknown[]).map((item) =>
    asJob(item, `in the answer to ${told(reply)}`, teaching),
  );
  return { items, nextCursor: json.nextCursor as string | null };
}

/** All pages from the first; `between` is called after each. */
export async function walkJobs(
  api: HttpClient,
  path: '/jobs' | '/dead-letters',
  parameters: Readonly<Record<string, string>>,
  teaching: Teaching,
  {
    between,
    most = 100,
    ...sending
  }: Sending & { readonly between?: () => Promise<void>; readonly most?: number } = {},
): Promise<readonly Job[]> {
  const all: Job[] = [];
  let cursor: string | null = null;
  for (let page = 1; page <= most; page += 1) {
    const here: Readonly<Record<string, string>> = cursor === null ? parameters : { ...parameters, cursor };
    const { items, nextCursor } = await listJobs(api, path, here, teaching, sending);
    all.push(...items);
    if (nextCursor === null) return all;
    cursor = nextCursor;
    await between?.();
  }
  return broken({
    ...teaching,
    expected: `\`GET ${path}\` to come to its last page, whose nextCursor is null`,
    saw: `no end after ${most} pages`,
  });
}

/** The job in an answer, with all its members. */
export function jobIn(reply: Reply, teaching: Teaching): Job {
  return asJob(reply.json, `the answer to ${told(reply)}`, teaching);
}

function asJob(value: unknown, where: string, teaching: Teaching): Job {
  const missing = isRecord(value) ? findBadMember(value) : 'no object';
  if (missing === null) return value as unknown as Job;
  return broken({
    ...teaching,
    look: shape,
    expected: `a job ${where.startsWith('in ') ? '' : 'in '}${where}, with the members of the page`,
    saw: `${missing}: ${showValue(value).slice(0, 600)}`,
  });
}

function findBadMember(job: Readonly<Record<string, unknown>>): string | null {
  const good: Readonly<Record<string, boolean>> = {
    id: typeof job.id === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(job.id),
    type: typeof job.type === 'string',
    payload: Object.hasOwn(job, 'payload'),
    state: typeof job.state === 'string' && states.includes(job.state),
    priority: Number.isInteger(job.priority),
    runAt: isTime(job.runAt),
    maxAttempts: Number.isInteger(job.maxAttempts),
    cancelRequested: typeof job.cancelRequested === 'boolean',
    result: Object.hasOwn(job, 'result'),
    attempts: Array.isArray(job.attempts),
  };
  const bad = Object.keys(good).find((member) => good[member] === false);
  if (bad !== undefined) return tellMember(job, bad);
  for (const attempt of job.attempts as unknown[]) {
    if (!isRecord(attempt)) return `an attempt is ${showValue(attempt)}`;
    const found = findBadMemberOfAttempt(attempt);
    if (found !== null) return `in an attempt, ${found}`;
  }
  return null;
}

function findBadMemberOfAttempt(attempt: Readonly<Record<string, unknown>>): string | null {
  const { error } = attempt;
  const good: Readonly<Record<string, boolean>> = {
    number: Number.isInteger(attempt.number),
    startedAt: isTime(attempt.startedAt),
    endedAt: attempt.endedAt === null || isTime(attempt.endedAt),
    outcome: Object.hasOwn(attempt, 'outcome') && outcomes.includes(attempt.outcome),
    error:
      error === null ||
      (isRecord(error) && typeof error.name === 'string' && typeof error.message === 'string'),
    nextRunAt: attempt.nextRunAt === null || isTime(attempt.nextRunAt),
  };
  const bad = Object.keys(good).find((member) => good[member] === false);
  return bad === undefined ? null : tellMember(attempt, bad);
}

function tellMember(holder: Readonly<Record<string, unknown>>, member: string): string {
  return Object.hasOwn(holder, member) ? `\`${member}\` is ${showValue(holder[member])}` : `no \`${member}\``;
}

/** The members of the page, in one order; a submission may have further ones. */
export function membersOf(job: Job): Job {
  const { id, type, payload, state, priority, runAt, maxAttempts, cancelRequested, result, attempts } = job;
  return { id, type, payload, state, priority, runAt, maxAttempts, cancelRequested, result, attempts };
}

/** `dead; attempts: 1 failed, 2 lost`, as part of a sentence. */
export function tellJob({ state, attempts }: Pick<Job, 'state' | 'attempts'>): string {
  const each = attempts.map(({ number, outcome }) => `${number} ${outcome ?? 'under way'}`);
  return `${state}${each.length === 0 ? ', never tried' : `; attempts: ${each.join(', ')}`}`;
}

/** Numbers and outcomes of the attempts. */
export function outcomesOf({ attempts }: Pick<Job, 'attempts'>): string[] {
  return attempts.map(({ number, outcome }) => `${number} ${outcome ?? 'under way'}`);
}

export function expectOutcomes(job: Job, wished: readonly string[], teaching: Teaching): void {
  expectEqual(
    `the attempts of the job ${job.id} (${job.type}), with their outcomes`,
    outcomesOf(job),
    wished,
    teaching,
  );
}

export function expectStatus(
  reply: Reply,
  status: number | readonly number[],
  { why, ...teaching }: Teaching & { readonly why?: string },
): void {
  const wished = [status].flat();
  expectThat(wished.includes(reply.status), {
    ...teaching,
    expected: `${told(reply)} to be answered with ${wished.join(' or ')}${why === undefined ? '' : `, since ${why}`}`,
    saw: tellAnswer(reply),
  });
}

/** The statuses of problems, and that they are such. */
export function expectProblem(
  reply: Reply,
  status: number,
  teaching: Teaching & { readonly why?: string },
): Readonly<Record<string, unknown>> {
  expectStatus(reply, status, teaching);
  const { why: _, ...rest } = teaching;
  const type = (reply.headers['content-type'] ?? '').toLowerCase();
  expectThat(
    type.startsWith('application/problem+json') && isRecord(reply.json) && reply.json.status === status,
    {
      ...rest,
      expected: `the ${status} of ${told(reply)} to be a problem (application/problem+json) whose status is ${status}`,
      saw: `${type === '' ? 'no Content-Type' : type} and ${tellBody(reply)}`,
    },
  );
  return reply.json;
}

export function tellAnswer(reply: Reply | NoReply): string {
  if (reply.kind === 'none') return `no answer: ${reply.told}`;
  return reply.text === '' ? String(reply.status) : `${reply.status} ${tellBody(reply)}`;
}

function tellBody({ json, text }: Reply): string {
  return json === undefined ? showValue(text.slice(0, 300)) : showValue(json).slice(0, 400);
}

export function told({ method, target }: Pick<Reply, 'method' | 'target'>): string {
  return `\`${method} ${target}\``;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTime(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
