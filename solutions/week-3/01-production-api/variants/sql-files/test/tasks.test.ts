import { expect, test } from 'vitest';
import { serve, start } from './server.ts';

const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a new task has all members, an ETag, and a Location that leads to it', async () => {
  await using app = await serve();
  const response = await app.send('POST', '/tasks', { title: '  Buy milk ', due: null });
  expect(response.status).toBe(201);
  const task = await response.json();
  expect(task).toEqual({
    id: expect.stringMatching(uuid7),
    title: 'Buy milk',
    status: 'open',
    priority: 'normal',
    due: null,
    createdAt: start.toISOString(),
    updatedAt: start.toISOString(),
  });
  const found = await fetch(new URL(response.headers.get('location') ?? '', app.url));
  expect(await found.json()).toEqual(task);
  expect(found.headers.get('etag')).toBe(response.headers.get('etag'));
  expect(response.headers.get('etag')).toMatch(/^"[^"]+"$/);
});

test('the id has the time of the creation, and no two are alike', async () => {
  await using app = await serve();
  const ids = [];
  for (let round = 0; round < 50; round++) ids.push((await app.add()).id);
  expect(new Set(ids).size).toBe(50);
  for (const id of ids) {
    const ms = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(ms - start.getTime())).toBeLessThan(1000);
  }
});

test('a task that is not there, and an id that is no UUID, are 404', async () => {
  await using app = await serve();
  for (const id of ['019ca91e-3c00-7d2a-8f10-6a1b5c3de901', 'first', 'constructor']) {
    expect((await app.send('GET', `/tasks/${id}`)).status).toBe(404);
    expect((await app.send('DELETE', `/tasks/${id}`)).status).toBe(404);
    expect((await app.send('PATCH', `/tasks/${id}`, {}, { 'if-match': '*' })).status).toBe(404);
    expect((await app.send('PATCH', `/tasks/${id}`, {})).status).toBe(428);
  }
});

test('a patch changes what it names and keeps the rest', async () => {
  await using app = await serve();
  const task = await app.add({ title: 'a', due: '2026-03-01', priority: 'high' });
  app.setTime('2026-03-02T00:00:00.000Z');
  const patched = await app.send('PATCH', task.path, { status: 'done' }, { 'if-match': task.etag });
  expect(patched.status).toBe(200);
  expect(patched.headers.get('etag')).not.toBe(task.etag);
  const now = await patched.json();
  expect(now).toMatchObject({ title: 'a', due: '2026-03-01', priority: 'high', status: 'done' });
  expect(now).toMatchObject({ createdAt: start.toISOString(), updatedAt: '2026-03-02T00:00:00.000Z' });
  const cleared = await app.send('PATCH', task.path, { due: null }, { 'if-match': '*' });
  expect(await cleared.json()).toMatchObject({ title: 'a', due: null, status: 'done' });
  expect(await (await app.send('GET', task.path)).json()).toMatchObject({ due: null, status: 'done' });
});

test('an empty patch is allowed, and merge-patch+json as well', async () => {
  await using app = await serve();
  const task = await app.add();
  const headers = { 'if-match': '*', 'content-type': 'application/merge-patch+json' };
  expect((await app.send('PATCH', task.path, {}, headers)).status).toBe(200);
  expect((await app.send('PATCH', task.path, { title: 'b' }, headers)).status).toBe(200);
});

test('delete removes that task and no other, once', async () => {
  await using app = await serve();
  const tasks = [];
  for (const title of ['a', 'b', 'c']) {
    tasks.push(await app.add({ title }));
    app.tick();
  }
  const path = tasks[1]?.path ?? '';
  const removed = await app.send('DELETE', path);
  expect([removed.status, await removed.text()]).toEqual([204, '']);
  expect((await app.send('DELETE', path)).status).toBe(404);
  expect((await app.list()).items.map(({ title }) => title)).toEqual(['a', 'c']);
});

test.each([
  ['"1"', (etag: string) => etag, 200],
  ['a list', (etag: string) => `"no,not", ${etag}`, 200],
  ['*', () => '*', 200],
  ['a weak one', (etag: string) => `W/${etag}`, 412],
  ['another', () => '"other"', 412],
  ['without quotes', (etag: string) => etag.replaceAll('"', ''), 412],
  ['nothing', () => '', 428],
])('If-Match with %s', async (_, header, status) => {
  await using app = await serve();
  const task = await app.add();
  const response = await app.send('PATCH', task.path, { title: 'b' }, { 'if-match': header(task.etag) });
  expect(response.status).toBe(status);
  const title = status === 200 ? 'b' : 'Buy milk';
  expect(await (await app.send('GET', task.path)).json()).toMatchObject({ title });
  if (status === 200) return;
  const removal = await app.send('DELETE', task.path, undefined, { 'if-match': header(task.etag) });
  expect(removal.status).toBe(status === 428 ? 204 : 412);
});

test.each([
  ['itself', (etag: string) => etag, 304],
  ['itself, weakly', (etag: string) => `W/${etag}`, 304],
  ['a list', (etag: string) => `"x", W/"y",${etag}`, 304],
  ['*', () => '*', 304],
  ['another', () => '"other"', 200],
  ['nonsense', () => 'other', 200],
])('If-None-Match with %s', async (_, header, status) => {
  await using app = await serve();
  const task = await app.add();
  for (const method of ['GET', 'HEAD']) {
    const response = await app.send(method, task.path, undefined, { 'if-none-match': header(task.etag) });
    expect([response.status, response.headers.get('etag')]).toEqual([status, task.etag]);
    if (status === 304) expect(await response.text()).toBe('');
  }
});

test('every change gives an ETag that was never there, within one millisecond too', async () => {
  await using app = await serve();
  const task = await app.add();
  const seen = new Set([task.etag]);
  for (const title of ['b', 'a', 'b', 'a']) {
    const response = await app.send('PATCH', task.path, { title }, { 'if-match': '*' });
    seen.add(response.headers.get('etag') ?? '');
    expect((await app.send('GET', task.path)).headers.get('etag')).toBe(response.headers.get('etag'));
  }
  expect(seen.size).toBe(5);
});

test('of changes with the same ETag at the same time, one is made', async () => {
  await using app = await serve();
  const task = await app.add();
  const titles = Array.from({ length: 16 }, (_, index) => `title ${index}`);
  const responses = await Promise.all(
    titles.map((title) => app.send('PATCH', task.path, { title }, { 'if-match': task.etag })),
  );
  const statuses = responses.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 412)).toHaveLength(15);
  const winner = titles[statuses.indexOf(200)];
  expect(await (await app.send('GET', task.path)).json()).toMatchObject({ title: winner });
});
