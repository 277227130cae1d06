import { expect, test } from 'vitest';
import { read, serve, start } from './server.ts';

const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a new task has all members, an ETag, and a Location that leads to it', async () => {
  await using app = await serve();
  const created = await app.send('POST', '/tasks', { title: '  Buy milk ', due: null });
  expect(created.status).toBe(201);
  expect(read(created)).toEqual({
    id: expect.stringMatching(uuid7),
    title: 'Buy milk',
    status: 'open',
    priority: 'normal',
    due: null,
    createdAt: start.toISOString(),
    updatedAt: start.toISOString(),
  });
  const { pathname } = new URL(created.headers.location ?? '', 'http://127.0.0.1');
  const found = await app.send('GET', pathname);
  expect(read(found)).toEqual(read(created));
  expect(found.headers.etag).toBe(created.headers.etag);
  expect(created.headers.etag).toMatch(/^"[^"]+"$/);
});

test('a patch changes what it names and keeps the rest', async () => {
  await using app = await serve();
  const task = await app.add({ title: 'a', due: '2026-03-01', priority: 'high' });
  app.setTime('2026-03-02T00:00:00.000Z');
  const patched = await app.send('PATCH', task.path, { status: 'done' }, { 'if-match': task.etag });
  expect(patched.status).toBe(200);
  expect(patched.headers.etag).not.toBe(task.etag);
  expect(read(patched)).toMatchObject({
    title: 'a',
    due: '2026-03-01',
    priority: 'high',
    status: 'done',
    createdAt: start.toISOString(),
    updatedAt: '2026-03-02T00:00:00.000Z',
  });
  const cleared = await app.send('PATCH', task.path, { due: null }, { 'if-match': '*' });
  expect(read(cleared)).toMatchObject({ title: 'a', due: null, status: 'done' });
  expect(read(await app.send('GET', task.path))).toMatchObject({ due: null, status: 'done' });
});

test('every change gives an ETag that was never there, within one millisecond too', async () => {
  await using app = await serve();
  const task = await app.add();
  const seen = new Set([task.etag]);
  for (const title of ['b', 'a', 'b', 'a']) {
    const { headers } = await app.send('PATCH', task.path, { title }, { 'if-match': '*' });
    seen.add(headers.etag ?? '');
    expect((await app.send('GET', task.path)).headers.etag).toBe(headers.etag);
  }
  expect(seen.size).toBe(5);
});

test('If-Match takes the ETag itself, in a list too, and any', async () => {
  await using app = await serve();
  const bystander = await app.add();
  for (const [what, header, patched, removed] of [
    ['a weak one', (etag: string) => `W/${etag}`, 412, 412],
    ['another', () => '"other"', 412, 412],
    ['without quotes', (etag: string) => etag.replaceAll('"', ''), 412, 412],
    // A task may be deleted without a condition, but not be changed.
    ['itself', (etag: string) => etag, 200, 204],
    ['a list', (etag: string) => `"no,not", ${etag}`, 200, 204],
    ['*', () => '*', 200, 204],
    ['nothing', () => '', 428, 204],
  ] as const) {
    const task = await app.add();
    const condition = { 'if-match': header(task.etag) };
    const { status } = await app.send('PATCH', task.path, { title: 'b' }, condition);
    const now = await app.send('GET', task.path);
    expect([what, status, read(now)]).toMatchObject([
      what,
      patched,
      { title: patched === 200 ? 'b' : 'Buy milk' },
    ]);
    const last = { 'if-match': header(now.headers.etag ?? '') };
    expect([what, (await app.send('DELETE', task.path, undefined, last)).status]).toEqual([what, removed]);
  }
  expect((await app.send('GET', bystander.path)).headers.etag).toBe(bystander.etag);
});

test('If-None-Match with the ETag, weak or not, is 304 without a body', async () => {
  await using app = await serve();
  const { path, etag } = await app.add();
  for (const [header, status] of [
    [etag, 304],
    [`W/${etag}`, 304],
    [`"x", W/"y",${etag}`, 304],
    ['*', 304],
    ['"other"', 200],
    ['other', 200],
  ] as const) {
    const condition = { 'if-none-match': header };
    const head = await app.send('HEAD', path, undefined, condition);
    const get = await app.send('GET', path, undefined, condition);
    for (const answer of [head, get]) {
      expect([header, answer.status, answer.headers.etag]).toEqual([header, status, etag]);
    }
    expect([header, get.text === '']).toEqual([header, status === 304]);
  }
});

test('of changes with the same ETag at the same time, one is made', async () => {
  await using app = await serve();
  const task = await app.add();
  const titles = Array.from({ length: 16 }, (_, index) => `title ${index}`);
  const answers = await Promise.all(
    titles.map((title) => app.send('PATCH', task.path, { title }, { 'if-match': task.etag })),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 412)).toHaveLength(15);
  const winner = titles[statuses.indexOf(200)];
  expect(read(await app.send('GET', task.path))).toMatchObject({ title: winner });
});

test('delete removes that task and no other, once', async () => {
  await using app = await serve();
  const tasks = [await app.add({ title: 'a' }), await app.add({ title: 'b' }), await app.add({ title: 'c' })];
  const path = tasks[1]?.path ?? '';
  expect(await app.send('DELETE', path)).toMatchObject({ status: 204, text: '' });
  expect((await app.send('DELETE', path)).status).toBe(404);
  expect((await app.list()).items.map(({ title }) => title)).toEqual(['a', 'c']);
});

test('an empty patch is allowed, and merge-patch+json as well', async () => {
  await using app = await serve();
  const task = await app.add();
  const headers = { 'if-match': '*', 'content-type': 'application/merge-patch+json' };
  expect((await app.send('PATCH', task.path, {}, headers)).status).toBe(200);
  expect((await app.send('PATCH', task.path, { title: 'b' }, headers)).status).toBe(200);
});

test('a task that is not there, and an id that is no UUID, are 404', async () => {
  await using app = await serve();
  for (const id of ['019ca91e-3c00-7d2a-8f10-6a1b5c3de901', 'first', 'constructor']) {
    const path = `/tasks/${id}`;
    const statuses = [
      await app.send('GET', path),
      await app.send('DELETE', path),
      await app.send('PATCH', path, {}, { 'if-match': '*' }),
      await app.send('PATCH', path, {}),
    ].map(({ status }) => status);
    expect([id, ...statuses]).toEqual([id, 404, 404, 404, 428]);
  }
});

test('ids have the time of the creation, and no two are alike', async () => {
  await using app = await serve();
  const ids = [];
  for (let round = 0; round < 30; round++) ids.push((await app.add()).id);
  expect(new Set(ids).size).toBe(30);
  for (const id of ids) {
    const ms = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(ms - start.getTime())).toBeLessThan(1000);
  }
});
