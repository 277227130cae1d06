import { expect, test } from 'vitest';
import { serve, start } from './server.ts';

test('POST makes a task, and its Location leads to it', async () => {
  await using app = await serve();
  const response = await app.send('POST', '/tasks', { title: ' Buy milk ', due: '2026-03-01' });
  expect(response.status).toBe(201);
  const task = await response.json();
  expect(task).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    title: 'Buy milk',
    status: 'open',
    priority: 'normal',
    due: '2026-03-01',
    createdAt: start.toISOString(),
    updatedAt: start.toISOString(),
  });
  const found = await fetch(new URL(response.headers.get('location') ?? '', app.url));
  expect(found.headers.get('etag')).toBe(response.headers.get('etag'));
  expect(await found.json()).toEqual(task);
});

test('GET lists in the order of creation, page by page', async () => {
  await using app = await serve();
  for (const title of ['a', 'b', 'c']) await app.add({ title });
  const first = await app.list('?limit=2');
  expect(first.items.map(({ title }) => title)).toEqual(['a', 'b']);
  await app.send('DELETE', `/tasks/${first.items[0]?.id}`);
  const next = await app.list(`?limit=2&cursor=${encodeURIComponent(first.nextCursor ?? '')}`);
  expect(next.items.map(({ title }) => title)).toEqual(['c']);
});

test('PATCH changes what it names, under If-Match', async () => {
  await using app = await serve();
  const task = await app.add({ title: 'a', due: '2026-03-01' });
  expect((await app.send('PATCH', task.path, { due: null })).status).toBe(428);
  const patched = await app.send('PATCH', task.path, { due: null }, { 'if-match': task.etag });
  expect(patched.status).toBe(200);
  expect(await patched.json()).toMatchObject({ title: 'a', due: null });
  const late = await app.send('PATCH', task.path, { title: 'b' }, { 'if-match': task.etag });
  expect(late.status).toBe(412);
});

test('GET with If-None-Match is 304', async () => {
  await using app = await serve();
  const task = await app.add();
  const response = await app.send('GET', task.path, undefined, { 'if-none-match': `"x", W/${task.etag}` });
  expect([response.status, await response.text()]).toEqual([304, '']);
});

test('DELETE removes once', async () => {
  await using app = await serve();
  const task = await app.add();
  expect((await app.send('DELETE', task.path)).status).toBe(204);
  expect((await app.send('DELETE', task.path)).status).toBe(404);
});

test('a batch that fails at its end has changed nothing', async () => {
  await using app = await serve();
  const task = await app.add();
  const operations = [
    { op: 'create', task: { title: 'b' } },
    { op: 'delete', id: task.id },
    { op: 'update', id: task.id, task: { status: 'done' } },
  ];
  expect((await app.send('POST', '/tasks/batch', { operations })).status).toBe(409);
  expect((await app.list()).items.map(({ id }) => id)).toEqual([task.id]);
  const fine = await app.send('POST', '/tasks/batch', { operations: operations.slice(0, 2) });
  expect(fine.status).toBe(200);
  expect((await app.list()).items.map(({ title }) => title)).toEqual(['b']);
});
