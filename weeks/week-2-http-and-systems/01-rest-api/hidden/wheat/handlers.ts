import type { IncomingMessage } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { readBatch } from './batch.ts';
import { matchesWeakly, parseCondition } from './conditions.ts';
import { Problem } from './problem.ts';
import { readQuery, writeCursor } from './query.ts';
import { checkHead, readJson } from './read-body.ts';
import { type Fault, readNewTask, readPatch } from './rules.ts';
import type { Clock, Condition, Config, Refusal, Store, Tagged } from './types.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly config: Config;
  /** What of the faults that were found is told. */
  readonly tellFaults: (faults: readonly Fault[]) => readonly Fault[];
}

export interface Call {
  readonly req: IncomingMessage;
  readonly query: string;
  readonly id: string;
  readonly signal: AbortSignal;
  /** Called when the whole body has come. */
  readonly gotBody: () => void;
}

export type Handler = (parts: Parts, call: Call) => Promise<Answer>;

const json = ['application/json'];
const merge = ['application/merge-patch+json', 'application/json'];

export const probe: Handler = async () => answer(200, { ok: true });

export const create: Handler = async (parts, call) => {
  const body = await readBody(parts, call, json);
  const faults: Fault[] = [];
  const task = readNewTask(body, '', faults);
  refuseFaulty(parts, faults);
  const made = await parts.store.add(task, parts.clock.now(), call.signal);
  return answer(201, made.task, { ETag: made.etag, Location: `/tasks/${made.task.id}` });
};

export const list: Handler = async ({ store }, { query, signal }) => {
  const { tasks, next } = await store.page(readQuery(query), signal);
  return answer(200, { items: tasks, nextCursor: next === null ? null : writeCursor(next) });
};

export const read: Handler = async ({ store }, { req, id, signal }) => {
  const found = (await store.find(id, signal)) ?? refusal('missing');
  const condition = parseCondition(req.headers['if-none-match'] ?? '');
  if (condition !== null && matchesWeakly(condition, found.etag))
    return { status: 304, headers: { ETag: found.etag }, body: null };
  return tagged(found);
};

export const patch: Handler = async (parts, call) => {
  const ifMatch = parseCondition(call.req.headers['if-match'] ?? '');
  if (ifMatch === null) throw new Problem(428, 'Say by If-Match which state of the task you have seen.');
  const body = await readBody(parts, call, merge);
  const faults: Fault[] = [];
  const wanted = readPatch(body, '', faults);
  refuseFaulty(parts, faults);
  const done = await parts.store.edit(call.id, wanted, ifMatch, parts.clock.now(), call.signal);
  return tagged(typeof done === 'string' ? refusal(done) : done);
};

export const remove: Handler = async ({ store }, { req, id, signal }) => {
  const ifMatch: Condition = parseCondition(req.headers['if-match'] ?? '') ?? 'any';
  const done = await store.drop(id, ifMatch, signal);
  if (done !== 'dropped') refusal(done);
  return { status: 204, headers: {}, body: null };
};

export const batch: Handler = async (parts, call) => {
  const body = await readBody(parts, call, json);
  const faults: Fault[] = [];
  const operations = await readBatch(body, faults, () => turn());
  refuseFaulty(parts, faults);
  const done = await parts.store.apply(operations, parts.clock.now(), call.signal);
  if ('why' in done) {
    const member = done.why === 'missing' ? 'id' : 'ifMatch';
    const pointer = `/operations/${done.index}/${member}`;
    const detail = done.why === 'missing' ? 'There is no such task at that point.' : 'The task has changed.';
    throw new Problem(409, 'Nothing of the batch was carried out.', { errors: [{ pointer, detail }] });
  }
  const results: string[] = [];
  for (const [index, { op, id, ...rest }] of done.entries()) {
    if (index % 1000 === 999) await turn();
    results.push(JSON.stringify({ op, id, ...('task' in rest ? { etag: rest.etag, task: rest.task } : {}) }));
  }
  return { ...answer(200, null), body: `{"results":[${results.join(',')}]}` };
};

async function readBody(
  { config }: Parts,
  { req, gotBody }: Call,
  types: readonly string[],
): Promise<unknown> {
  checkHead(req, types, config.maxBodyBytes);
  const body = await readJson(req, config.maxBodyBytes);
  gotBody();
  return body;
}

function refuseFaulty({ tellFaults }: Parts, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  throw new Problem(422, 'The body breaks the rules.', { errors: tellFaults(faults) });
}

function refusal(why: Refusal): never {
  throw why === 'missing'
    ? new Problem(404, 'There is no such task.')
    : new Problem(412, 'The task is no longer in the state that you have seen.');
}

function tagged({ task, etag }: Tagged): Answer {
  return answer(200, task, { ETag: etag });
}

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
