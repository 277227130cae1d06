import { Redis } from 'ioredis';
import { Client } from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import { run, startService } from './programs.ts';

/** A database and a Redis for these tests alone: they drop the tables in the one, and all keys in the other. */
const databaseUrl = process.env.SPEC_DATABASE_URL ?? '';
const redisUrl = process.env.SPEC_REDIS_URL ?? '';
const env = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, REDIS_TIMEOUT_MS: '5000' };

describe.skipIf(databaseUrl === '' || redisUrl === '')(
  'with PostgreSQL and Redis',
  { timeout: 60_000 },
  () => {
    beforeEach(async () => {
      const client = new Client({ connectionString: databaseUrl });
      await client.connect();
      await client.query('DROP TABLE IF EXISTS tasks, task_history, schema_migrations');
      await client.end();
      const redis = new Redis(redisUrl);
      await redis.flushdb();
      await redis.quit();
      expect((await run(['src/migrate.ts', 'up'], env)).code).toBe(0);
    });

    test('what was read once comes from Redis, and a change on another instance is seen at once', async () => {
      await using one = await startService(env);
      await using other = await startService(env);
      const task = await create(one.url);
      expect(await read(one.url, task)).toEqual(['miss', 'a']);
      expect(await read(one.url, task)).toEqual(['hit', 'a']);
      expect(await read(other.url, task)).toEqual(['hit', 'a']);
      const changed = await fetch(`${other.url}${task}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', 'if-match': '*' },
        body: '{"title":"b"}',
      });
      expect(changed.status).toBe(200);
      expect((await read(one.url, task))[1]).toBe('b');
    });

    test('two instances share a bucket', async () => {
      const limited = { ...env, RATE_LIMIT_CAPACITY: '3', RATE_LIMIT_REFILL_PER_SECOND: '0.001' };
      await using one = await startService(limited);
      await using other = await startService(limited);
      const statuses = [];
      for (const { url } of [one, other, one, other]) statuses.push((await fetch(`${url}/tasks`)).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
      const denied = await fetch(`${one.url}/tasks`);
      expect(denied.headers.get('ratelimit-policy')).toBe('"default";q=3;w=3000');
      expect(denied.headers.get('ratelimit')).toMatch(/^"default";r=0;t=\d+$/);
      expect(Number(denied.headers.get('retry-after'))).toBeGreaterThan(900);
      expect(await denied.json()).toMatchObject({ 'violated-policies': ['default'] });
      expect((await fetch(`${one.url}/livez`)).status).toBe(200);
    });

    test('without Redis it starts, reads from the database, and says that it is degraded', async () => {
      await using service = await startService({ ...env, REDIS_URL: 'redis://127.0.0.1:1' });
      const task = await create(service.url);
      expect(await read(service.url, task)).toEqual(['bypass', 'a']);
      const ready = await fetch(`${service.url}/readyz`);
      expect(ready.status).toBe(200);
      expect(await ready.json()).toMatchObject({
        status: 'degraded',
        checks: { postgres: { status: 'up' }, redis: { status: 'down' } },
      });
    });

    test('a start with bad variables says all of them', async () => {
      const { code, stdout, stderr } = await run(['src/main.ts'], { PORT: 'x', REDIS_URL: redisUrl });
      expect(code).toBe(78);
      expect(stdout).toBe('');
      expect(stderr).toContain('PORT');
      expect(stderr).toContain('DATABASE_URL');
    });
  },
);

/** The path of a new task with the title `a`. */
async function create(url: string): Promise<string> {
  const response = await fetch(`${url}/tasks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"title":"a"}',
  });
  return new URL(response.headers.get('location') ?? '', url).pathname;
}

async function read(url: string, path: string): Promise<[cache: string | null, title: string]> {
  const response = await fetch(url + path);
  const { title } = (await response.json()) as { title: string };
  return [response.headers.get('x-cache'), title];
}
