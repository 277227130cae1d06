import { Client } from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import { migrate, startService } from './programs.ts';

/** A database for these tests alone: they drop the tables in it. */
const url = process.env.SPEC_DATABASE_URL ?? '';

describe.skipIf(url === '')('with PostgreSQL', { timeout: 60_000 }, () => {
  beforeEach(async () => {
    await sql('DROP TABLE IF EXISTS tasks, task_history, schema_migrations');
  });

  test('status changes nothing, up applies, and up again is no error', async () => {
    const before = await migrate(url, 'status');
    expect(before.code).toBe(0);
    expect(before.stdout).toMatch(/^0001_\S+ pending$/m);
    expect(await sql(`SELECT to_regclass('public.schema_migrations') IS NULL AS absent`)).toEqual([
      { absent: true },
    ]);
    expect((await migrate(url, 'up')).code).toBe(0);
    expect((await migrate(url, 'up')).code).toBe(0);
    const after = await migrate(url, 'status');
    expect(after.stdout).toMatch(/^0001_\S+ applied$/m);
    expect(after.stdout).not.toMatch(/pending/);
    expect((await migrate(url, 'sideways')).code).toBe(2);
  });

  test('a task is there after a restart, with its date and its ETag', async () => {
    await migrate(url, 'up');
    let id: string;
    let etag: string;
    {
      await using service = await startService(url, { TZ: 'Pacific/Kiritimati' });
      const response = await fetch(`${service.url}/tasks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"title":"Write the report","due":"2026-03-01"}',
      });
      expect(response.status).toBe(201);
      ({ id } = (await response.json()) as { id: string });
      etag = response.headers.get('etag') ?? '';
    }
    await using service = await startService(url, { TZ: 'America/Los_Angeles' });
    const response = await fetch(`${service.url}/tasks/${id}`);
    expect(response.headers.get('etag')).toBe(etag);
    expect(await response.json()).toMatchObject({ id, title: 'Write the report', due: '2026-03-01' });
  });

  test('what the database refuses is told by its status, and leaves nothing behind', async () => {
    await migrate(url, 'up');
    await sql(`ALTER TABLE tasks ADD CONSTRAINT judge CHECK (title <> 'no')`);
    await using service = await startService(url);
    const response = await fetch(`${service.url}/tasks/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"operations":[{"op":"create","task":{"title":"yes"}},{"op":"create","task":{"title":"no"}}]}',
    });
    expect(response.status).toBe(422);
    expect(await sql('SELECT id FROM tasks')).toEqual([]);
    expect(await sql('SELECT task_id FROM task_history')).toEqual([]);
  });

  test('is not ready before its schema is there', async () => {
    await using service = await startService(url);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
    await migrate(url, 'up');
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  });
});

async function sql(text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
