import { expect, test } from 'vitest';
import { pointers, serve } from './server.ts';

interface Result {
  readonly op: string;
  readonly id: string;
  readonly etag?: string;
  readonly task?: { title: string; status: string; due: string | null };
}

test('operations are carried out in order, each on what those before it left', async () => {
  await using app = await serve();
  const [a, b] = [await app.add({ title: 'a', due: '2026-03-01' }), await app.add({ title: 'b' })];
  const response = await app.send('POST', '/tasks/batch', {
    operations: [
      { op: 'create', task: { title: 'c' } },
      { op: 'update', id: a.id, ifMatch: a.etag, task: { title: 'A' } },
      { op: 'update', id: a.id, task: { due: null } },
      { op: 'delete', id: b.id, ifMatch: '*' },
    ],
  });
  expect(response.status).toBe(200);
  const { results } = (await response.json()) as { results: Result[] };
  expect(results.map(({ op }) => op)).toEqual(['create', 'update', 'update', 'delete']);
  expect(results[1]?.task).toMatchObject({ title: 'A', due: '2026-03-01' });
  expect(results[2]?.task).toMatchObject({ title: 'A', due: null });
  expect(results[3]).toEqual({ op: 'delete', id: b.id });
  const now = await app.send('GET', a.path);
  expect(now.headers.get('etag')).toBe(results[2]?.etag);
  expect(results[1]?.etag).not.toBe(results[2]?.etag);
  expect((await app.list()).items.map(({ title }) => title).sort()).toEqual(['A', 'c']);
});

test.each([
  ['a task that is gone already', (id: string) => ({ op: 'delete', id })],
  ['a stale ETag', (_: string, other: string) => ({ op: 'update', id: other, ifMatch: '"no"', task: {} })],
  [
    'a weak ETag',
    (_: string, other: string, etag: string) => ({ op: 'delete', id: other, ifMatch: `W/${etag}` }),
  ],
])('%s is 409, and nothing is applied', async (_, last) => {
  await using app = await serve();
  const [a, b] = [await app.add({ title: 'a' }), await app.add({ title: 'b' })];
  const before = await app.list();
  const response = await app.send('POST', '/tasks/batch', {
    operations: [
      { op: 'create', task: { title: 'c' } },
      { op: 'delete', id: a.id },
      last(a.id, b.id, b.etag),
    ],
  });
  expect(response.status).toBe(409);
  expect((await pointers(response))[0]).toMatch(/^\/operations\/2(\/|$)/);
  expect(await app.list()).toEqual(before);
  expect((await app.send('GET', a.path)).headers.get('etag')).toBe(a.etag);
});

test('every fault is told where it stands, and nothing is applied', async () => {
  await using app = await serve();
  const id = '019ca91e-3c00-7d2a-8f10-6a1b5c3de901';
  const response = await app.send('POST', '/tasks/batch', {
    operations: [
      { op: 'create', task: { title: 'fine' } },
      { op: 'create', task: { title: '' } },
      { op: 'update', id: 'first', task: { due: '2026-02-30', id } },
      { op: 'delete', id, ifMatch: 1 },
      { op: 'create', id, task: { title: 'x' } },
      { op: 'upsert' },
      7,
      { op: 'delete' },
    ],
  });
  expect(response.status).toBe(422);
  expect(await pointers(response)).toEqual([
    '/operations/1/task/title',
    '/operations/2/id',
    '/operations/2/task/due',
    '/operations/2/task/id',
    '/operations/3/ifMatch',
    '/operations/4/id',
    '/operations/5/op',
    '/operations/6',
    '/operations/7/id',
  ]);
  expect((await app.list()).items).toEqual([]);
});

test.each([[{}], [{ operations: [] }], [{ operations: {} }]])('no operations: %j', async (body) => {
  await using app = await serve();
  const response = await app.send('POST', '/tasks/batch', body);
  expect(response.status).toBe(422);
  expect(await pointers(response)).toEqual(['/operations']);
});

test('readers see all of a batch or nothing', async () => {
  await using app = await serve();
  const operations = Array.from({ length: 2000 }, (_, index) => ({
    op: 'create',
    task: { title: `${index}` },
  }));
  const batch = app.send('POST', '/tasks/batch', { operations });
  let done = false;
  void batch.then(() => {
    done = true;
  });
  while (!done) expect([0, 100]).toContain((await app.list('?limit=100')).items.length);
  expect((await batch).status).toBe(200);
});

test('a batch loses no change that is made while it is worked on', async () => {
  await using app = await serve();
  const task = await app.add();
  const operations = Array.from({ length: 5000 }, () => ({
    op: 'update',
    id: task.id,
    task: { status: 'done' },
  }));
  const batch = app.send('POST', '/tasks/batch', { operations });
  let done = false;
  void batch.then(() => {
    done = true;
  });
  // Nobody else changes the title, so it is always the one that was written last.
  const read = async () => (await (await app.send('GET', task.path)).json()) as { title: string };
  for (let round = 0; !done; round++) {
    const title = `title ${round}`;
    expect((await app.send('PATCH', task.path, { title }, { 'if-match': '*' })).status).toBe(200);
    for (let look = 0; look < 3; look++) expect((await read()).title).toBe(title);
  }
  expect((await batch).status).toBe(200);
  expect(await read()).toMatchObject({ status: 'done' });
});
