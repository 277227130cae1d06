import { Client } from 'pg';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { migrate, start } from './programs.ts';

/** A database for these tests alone: they drop the tables in it. */
const url = process.env.SPEC_DATABASE_URL ?? '';

interface Job {
  readonly id: string;
  readonly state: string;
  readonly result: unknown;
  readonly attempts: readonly {
    readonly outcome: string | null;
    readonly error: { message: string } | null;
  }[];
}

describe.skipIf(url === '')('with PostgreSQL', { timeout: 60_000 }, () => {
  beforeEach(async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await client.end();
    expect(await migrate(url, 'up')).toBe(0);
  });

  test('a job is done, and its result can be read', async () => {
    await using api = await start('api', url);
    await using _worker = await start('worker', url);
    const id = await enqueue(api.url, { type: 'echo', payload: { a: [1, null] } });
    expect(await ended(api.url, id)).toMatchObject({ state: 'succeeded', result: { a: [1, null] } });
  });

  test('a job that fails is tried again, and is a dead letter in the end', async () => {
    await using api = await start('api', url);
    await using _worker = await start('worker', url, { BACKOFF_BASE_MS: '20' });
    const id = await enqueue(api.url, { type: 'fail', payload: null, maxAttempts: 3 });
    const { state, attempts } = await ended(api.url, id);
    expect(state).toBe('dead');
    expect(attempts.map(({ error }) => error?.message)).toEqual(['as ever', 'as ever', 'as ever']);
    const response = await fetch(`${api.url}/dead-letters`);
    expect(await response.json()).toMatchObject({ items: [{ id }], nextCursor: null });
  });

  test('one key is one job', async () => {
    await using api = await start('api', url);
    const body = { type: 'echo', payload: 1 };
    const ids = await Promise.all(Array.from({ length: 20 }, () => enqueue(api.url, body, 'a-key')));
    expect(new Set(ids).size).toBe(1);
  });

  test('a job of a worker that was killed is done by another one', async () => {
    await using api = await start('api', url);
    await using first = await start('worker', url, { LEASE_MS: '1000' });
    const id = await enqueue(api.url, { type: 'sleep', payload: 1500 });
    await vi.waitUntil(async () => (await read(api.url, id)).state === 'running', { timeout: 5000 });
    await first.end('SIGKILL');
    await using _second = await start('worker', url, { LEASE_MS: '1000' });
    const { state, attempts } = await ended(api.url, id);
    expect(state).toBe('succeeded');
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'succeeded']);
  });

  test('a worker that is told to end finishes what it does', async () => {
    await using api = await start('api', url);
    await using worker = await start('worker', url);
    const id = await enqueue(api.url, { type: 'sleep', payload: 1000 });
    await vi.waitUntil(async () => (await read(api.url, id)).state === 'running', { timeout: 5000 });
    expect(await worker.end('SIGTERM')).toBe(0);
    expect(await read(api.url, id)).toMatchObject({ state: 'succeeded', result: 'awake' });
  });
});

async function enqueue(api: string, body: object, key?: string): Promise<string> {
  const response = await fetch(`${api}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as Job;
  expect(response.headers.get('location')).toMatch(new RegExp(`/jobs/${id}$`));
  return id;
}

async function read(api: string, id: string): Promise<Job> {
  const response = await fetch(`${api}/jobs/${id}`);
  return (await response.json()) as Job;
}

function ended(api: string, id: string): Promise<Job> {
  return vi.waitUntil(
    async () => {
      const job = await read(api, id);
      return ['succeeded', 'dead', 'cancelled'].includes(job.state) ? job : false;
    },
    { timeout: 20_000, interval: 50 },
  );
}
