import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { type Decoded, newTask, patch, priority, status, uuid } from '../domain/decode.ts';
import {
  type Clock,
  type Command,
  etagOf,
  type Filter,
  type Revision,
  type Show,
  type Store,
  type Task,
} from '../domain/task.ts';
import { readJson } from './body.ts';
import { decodeOperation } from './operation.ts';
import { refuse } from './problem.ts';
import type { Asked, Headers, Reply } from './shapes.ts';
import { ifMatch, ifNoneMatch } from './tags.ts';
import { uuidV7 } from './uuid.ts';

const json = (value: unknown, headers: Headers = {}, status = 200): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

const stream = (chunks: Iterable<string> | AsyncIterable<string>): Reply => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: Readable.from(chunks, { objectMode: false }),
});

export type Tools = Readonly<{ store: Store; show: Show; clock: Clock; maxBodyBytes: number }>;

export async function list({ store }: Tools, { query, signal }: Asked): Promise<Reply> {
  const { filter, size, behind } = readQuery(query);
  const found = await store.page(filter, behind, size + 1, signal);
  const page = found.slice(0, size);
  const last = page.at(-1);
  const next = found.length > size && last !== undefined ? `p${last.task.id.replaceAll('-', '.')}` : null;
  return stream(pieces(page, next));
}

function* pieces(page: readonly Revision[], next: string | null): Generator<string> {
  yield '{"items":[';
  for (const [index, { task }] of page.entries()) yield (index === 0 ? '' : ',') + JSON.stringify(task);
  yield `],"nextCursor":${JSON.stringify(next)}}`;
}

export async function create({ store, clock, maxBodyBytes }: Tools, { req, signal }: Asked): Promise<Reply> {
  const fields = valid(newTask(await readJson(req, /^application\/json$/, maxBodyBytes), ''));
  const task = makeTask(fields, clock);
  const [made] = await carryOut(store, [{ op: 'create', task }], signal);
  return json(task, { ETag: etagOf(made as Revision), Location: `/tasks/${task.id}` }, 201);
}

export async function read({ show }: Tools, { req, signal }: Asked, id: string): Promise<Reply> {
  const { found, cache } = await show(known(id), signal);
  const source: Headers = cache === undefined ? {} : { 'X-Cache': cache };
  if (found === undefined) return refuse(404, 'No such task.', { headers: source });
  const ETag = etagOf(found);
  if (ifMatch(req.headers['if-match'])?.(ETag) === false) return refuse(412, 'It is in another state.');
  const same = ifNoneMatch(req.headers['if-none-match'])?.(ETag) ?? false;
  return same
    ? { status: 304, headers: { ETag, ...source }, body: null }
    : json(found.task, { ETag, ...source });
}

export async function change(tools: Tools, { req, signal }: Asked, id: string): Promise<Reply> {
  const when = ifMatch(req.headers['if-match']) ?? refuse(428, 'If-Match, please.');
  const types = /^application\/(?:merge-patch\+)?json$/;
  const fields = valid(patch(await readJson(req, types, tools.maxBodyBytes), ''));
  const at = tools.clock.now().toISOString();
  const command: Command = { op: 'update', id: known(id), patch: fields, at, when };
  const [made] = await carryOut(tools.store, [command], signal);
  return json((made as Revision).task, { ETag: etagOf(made as Revision) });
}

export async function events({ store }: Tools, { signal }: Asked, id: string): Promise<Reply> {
  const items = await store.events(known(id), signal);
  return items.length > 0 ? json({ items }) : refuse(404, 'No task ever had this id.');
}

export async function remove({ store, clock }: Tools, { req, signal }: Asked, id: string): Promise<Reply> {
  const when = ifMatch(req.headers['if-match']) ?? (() => true);
  await carryOut(store, [{ op: 'delete', id: known(id), at: clock.now().toISOString(), when }], signal);
  return { status: 204, headers: {}, body: null };
}

export async function batch(tools: Tools, { req, signal }: Asked): Promise<Reply> {
  const body = await readJson(req, /^application\/json$/, tools.maxBodyBytes);
  const { operations, faults } = operationsOf(body);
  const commands: Command[] = [];
  for (const [index, operation] of operations.entries()) {
    if (index % 300 === 299) await setImmediate();
    const decoded = decodeOperation(operation, `/operations/${index}`, (fields) =>
      makeTask(fields, tools.clock),
    );
    if ('faults' in decoded) faults.push(...decoded.faults);
    else commands.push(decoded.value(tools.clock.now().toISOString()));
    if (faults.length >= 100) break;
  }
  if (faults.length > 0) return refuse(422, 'Some operations are not well formed.', { errors: faults });
  const outcome = await tools.store.change(commands, signal);
  if ('refused' in outcome) {
    const { index, why } = outcome.refused;
    const errors = [{ pointer: `/operations/${index}`, detail: `the task is ${why}` }];
    return refuse(409, 'Not all of it can be done, so nothing was.', { errors });
  }
  return stream(results(commands, outcome.done));
}

async function* results(
  commands: readonly Command[],
  done: readonly (Revision | null)[],
): AsyncGenerator<string> {
  let text = '{"results":[';
  for (const [index, command] of commands.entries()) {
    const made = done[index];
    const result = made
      ? { op: command.op, id: made.task.id, etag: etagOf(made), task: made.task }
      : { op: command.op, id: command.op === 'delete' ? command.id : '' };
    text += (index === 0 ? '' : ',') + JSON.stringify(result);
    if (text.length < 65_536) continue;
    yield text;
    text = '';
    await setImmediate();
  }
  yield `${text}]}`;
}

function makeTask(fields: Pick<Task, 'title' | 'due' | 'priority'>, clock: Clock): Task {
  const now = clock.now();
  const at = now.toISOString();
  const { title, due, priority } = fields;
  return { id: uuidV7(now), title, status: 'open', priority, due, createdAt: at, updatedAt: at };
}

async function carryOut(store: Store, commands: readonly Command[], signal: AbortSignal) {
  const outcome = await store.change(commands, signal);
  if ('done' in outcome) return outcome.done;
  return outcome.refused.why === 'gone'
    ? refuse(404, 'No such task.')
    : refuse(412, 'It is in another state by now.');
}

function valid<T>(decoded: Decoded<T>): T {
  if ('value' in decoded) return decoded.value;
  return refuse(422, 'The body does not fit.', { errors: decoded.faults });
}

function known(id: string): string {
  const decoded = uuid(id, '');
  return 'value' in decoded ? decoded.value : refuse(404, 'No such task.');
}

function operationsOf(body: unknown): { operations: readonly unknown[]; faults: object[] } {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (!isObject) return { operations: [], faults: [{ pointer: '', detail: 'an object' }] };
  const others = Object.keys(body).filter((name) => name !== 'operations');
  const operations: unknown = Object.hasOwn(body, 'operations') && Reflect.get(body, 'operations');
  const fits = Array.isArray(operations) && operations.length >= 1 && operations.length <= 10_000;
  const faults = [...others, ...(fits ? [] : ['operations'])].map((name) => ({
    pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    detail: 'the body is {"operations": [1 to 10000 of them]}',
  }));
  return { operations: fits ? operations : [], faults };
}

function readQuery(query: string): { filter: Filter; size: number; behind: string } {
  const given = new URLSearchParams(query);
  const bad: string[] = [];
  const one = <T>(name: string, decode: (text: string) => Decoded<T>, otherwise: T): T => {
    const texts = given.getAll(name);
    if (texts.length === 0) return otherwise;
    const decoded = decode(texts[0] ?? '');
    if (texts.length === 1 && 'value' in decoded) return decoded.value;
    bad.push(name);
    return otherwise;
  };
  const number =
    (pattern: RegExp, base: number) =>
    (text: string): Decoded<number> => {
      const digits = pattern.exec(text)?.[1];
      return digits === undefined ? { faults: [] } : { value: Number.parseInt(digits, base) };
    };
  const place = (text: string): Decoded<string> =>
    /^p[0-9a-f]{8}(\.[0-9a-f]{4}){3}\.[0-9a-f]{12}$/.test(text)
      ? { value: text.slice(1).replaceAll('.', '-') }
      : { faults: [] };
  const filter: Filter = {
    ...optional(
      'status',
      one<Task['status'] | null>('status', (text) => status(text, ''), null),
    ),
    ...optional(
      'priority',
      one<Task['priority'] | null>('priority', (text) => priority(text, ''), null),
    ),
  };
  const size = one('limit', number(/^0*([1-9]\d?|100)$/, 10), 50);
  const behind = one('cursor', place, '00000000-0000-0000-0000-000000000000');
  if (bad.length === 0) return { filter, size, behind };
  const errors = bad.map((parameter) => ({ parameter, detail: 'this value cannot be used' }));
  return refuse(400, 'The query does not fit.', { errors });
}

const optional = <Name extends string, T>(name: Name, value: T | null): { [_ in Name]?: T } =>
  value === null ? {} : ({ [name]: value } as { [_ in Name]?: T });
