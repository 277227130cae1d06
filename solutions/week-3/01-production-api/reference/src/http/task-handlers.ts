import type { Change, Expected, Versioned } from '../domain/change.ts';
import type { Fault } from '../domain/fault.ts';
import { readNewTask, readTaskPatch } from '../domain/read-task.ts';
import { isUuid } from '../domain/rules.ts';
import type { Applied } from '../domain/task-store.ts';
import { matchesIfNoneMatch, parseIfMatch } from './conditions.ts';
import type { Exchange } from './exchange.ts';
import type { Handler, Tools } from './handlers.ts';
import { encodeCursor, readListQuery } from './list-query.ts';
import { noSuchTask, Problem, unprocessable } from './problem.ts';
import { readJson } from './read-json.ts';
import { etagOf, json } from './reply.ts';

const jsonTypes = Object.freeze(['application/json'] as const);
const patchTypes = Object.freeze(['application/merge-patch+json', 'application/json'] as const);

export function listTasks({ store }: Tools): Handler {
  return async ({ query, signal }) => {
    const { tasks, more } = await store.list(readListQuery(query), signal);
    const last = tasks.at(-1);
    return json({ items: tasks, nextCursor: more && last !== undefined ? encodeCursor(last.id) : null });
  };
}

export function createTask(tools: Tools): Handler {
  return async (exchange) => {
    const body = await readBody(exchange, jsonTypes, tools, readNewTask);
    const task = tools.makeTask(body);
    const record = await applyOne(tools, { op: 'create', task }, exchange.signal);
    return json(record.task, { Location: `/tasks/${task.id}`, ETag: etagOf(record) }, 201);
  };
}

export function readTask({ read }: Tools): Handler {
  return async ({ req, res, signal }, id) => {
    const { record, cache } = await read(known(id), signal);
    // On whatever is answered from here on.
    if (cache !== undefined) res.setHeader('X-Cache', cache);
    if (record === null) throw noSuchTask();
    const etag = etagOf(record);
    if (matchesIfNoneMatch(req.headers['if-none-match'], etag))
      return { status: 304, headers: { ETag: etag } };
    return json(record.task, { ETag: etag });
  };
}

export function changeTask(tools: Tools): Handler {
  return async (exchange, id) => {
    const expected = parseIfMatch(exchange.req.headers['if-match']);
    if (expected === undefined)
      throw new Problem(428, 'Say with If-Match which state of the task you change.');
    const patch = await readBody(exchange, patchTypes, tools, readTaskPatch);
    const change = { op: 'update', id: known(id), expected, patch, now: tools.now() } as const;
    const record = await applyOne(tools, change, exchange.signal);
    return json(record.task, { ETag: etagOf(record) });
  };
}

export function readHistory({ store }: Tools): Handler {
  return async ({ signal }, id) => {
    const items = await store.history(known(id), signal);
    if (items === null) throw noSuchTask();
    return json({ items });
  };
}

export function deleteTask({ store, now }: Tools): Handler {
  return async ({ req, signal }, id) => {
    const expected: Expected = parseIfMatch(req.headers['if-match']) ?? 'any';
    const applied = await store.apply([{ op: 'delete', id: known(id), expected, now: now() }], signal);
    if (!applied.ok) throw refused(applied);
    return { status: 204 };
  };
}

async function readBody<T>(
  { req }: Exchange,
  mediaTypes: readonly string[],
  { maxBodyBytes }: Tools,
  read: (body: unknown, at: string, faults: Fault[]) => T,
): Promise<T> {
  const faults: Fault[] = [];
  const value = read(await readJson(req, mediaTypes, maxBodyBytes), '', faults);
  if (faults.length > 0) throw unprocessable(faults);
  return value;
}

/** An id that is no UUID was never given to a task. */
function known(id: string): string {
  if (!isUuid(id)) throw noSuchTask();
  return id.toLowerCase();
}

/** The record that the change itself produced: reading it again could show somebody else's change. */
async function applyOne({ store }: Tools, change: Change, signal: AbortSignal): Promise<Versioned> {
  const applied = await store.apply([change], signal);
  if (!applied.ok) throw refused(applied);
  const [record] = applied.records;
  if (!record) throw new Error('the store made a change and has no record of it');
  return record;
}

function refused({ refusal }: Applied & { ok: false }): Problem {
  if (refusal === 'missing') return noSuchTask();
  return new Problem(412, 'The task was changed meanwhile: read it again, and then decide.');
}
