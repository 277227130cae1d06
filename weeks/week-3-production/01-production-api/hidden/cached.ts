import { expectThat, type HttpClient, type RedisInstance, type Reply, showValue } from 'checker/kit';
import { tellReply } from './tasks.ts';

/** A task as the database has it: what every answer has to show, wherever it comes from. */
export interface Known {
  readonly id: string;
  readonly path: string;
  readonly etag: string;
  readonly task: Readonly<Record<string, unknown>>;
}

export async function createKnown(service: HttpClient, title: string): Promise<Known> {
  const reply = await service.request('POST', '/tasks', { json: { title } });
  const task = (reply.json ?? {}) as Readonly<Record<string, unknown>>;
  expectThat(reply.status === 201 && typeof task.id === 'string' && reply.headers.etag !== undefined, {
    expected: '`POST /tasks` to be answered with 201, a task and its ETag',
    saw: tellReply(reply),
    look: 'That is a promise of rest-api: does it hold without what you have built around it?',
  });
  return { id: task.id, path: `/tasks/${task.id}`, etag: reply.headers.etag, task };
}

/** 200, with exactly that task and its ETag. */
export function expectShows(reply: Reply, { task, etag }: Known, when: string, look: string): void {
  const same = JSON.stringify(sorted(reply.json)) === JSON.stringify(sorted(task));
  expectThat(reply.status === 200 && same && reply.headers.etag === etag, {
    expected: `\`${reply.method} ${reply.target}\` to be answered with 200, ETag ${etag} and the task as it was created, ${when}`,
    saw: `ETag ${reply.headers.etag}, ${tellReply(reply)}`,
    look,
  });
}

export function expectCache(
  reply: Reply,
  wished: string | readonly string[],
  when: string,
  look: string,
): void {
  const words = [wished].flat();
  const value = reply.headers['x-cache'];
  expectThat(value !== undefined && words.includes(value), {
    expected: `\`X-Cache: ${words.join('` or `')}\` in the answer to \`${reply.method} ${reply.target}\` ${when}`,
    saw:
      value === undefined ? `${reply.status} without the header` : `${reply.status} with X-Cache: ${value}`,
    look,
  });
}

/** Reads until it is a hit: a read after another one usually is, and may not be while a fill is under way. */
export async function untilHit(
  service: HttpClient,
  known: Known,
  when: string,
  look: string,
): Promise<Reply> {
  const seen: string[] = [];
  for (let index = 0; index < 10; index += 1) {
    const reply = await service.request('GET', known.path, { transcript: index < 2 });
    expectShows(reply, known, when, look);
    if (reply.headers['x-cache'] === 'hit') return reply;
    seen.push(String(reply.headers['x-cache']));
  }
  expectThat(false, {
    expected: `one of ten reads of a task, one after the other, to be a hit ${when}`,
    saw: `X-Cache: ${seen.join(', ')}`,
    look,
  });
  throw new Error('not reached');
}

/** All keys of the database, which belongs to this scenario alone. */
export async function keysOf(redis: RedisInstance): Promise<string[]> {
  const keys = await redis.command('KEYS', '*');
  return Array.isArray(keys) ? keys.map(String).sort() : [];
}

/** What a key has, as text, whatever type it is of; null for types that nobody would keep a task in. */
export async function contentOf(redis: RedisInstance, key: string): Promise<string | null> {
  const type = String(await redis.command('TYPE', key));
  const read = { string: ['GET', key], hash: ['HGETALL', key], list: ['LRANGE', key, 0, -1] }[type];
  if (read === undefined) return null;
  const [name = '', ...args] = read;
  return JSON.stringify(await redis.command(String(name), ...args));
}

/** Removes what holds a task. What only guards stays: who keeps versions there is promised that nobody takes them away. */
export async function dropHolders(redis: RedisInstance, partOfTitle: string): Promise<void> {
  for (const key of await keysOf(redis)) {
    // Meanwhile it may be gone, or another.
    const content = await contentOf(redis, key).catch(() => null);
    if (content?.includes(partOfTitle) === true) await redis.command('DEL', key);
  }
}

export function tellKeys(keys: readonly string[]): string {
  return keys.length === 0 ? 'no keys' : showValue(keys.slice(0, 10));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
}
