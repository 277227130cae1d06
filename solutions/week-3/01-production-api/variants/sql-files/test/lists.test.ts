import { expect, test } from 'vitest';
import { serve } from './server.ts';

test('tasks come in the order of their creation, filtered by both filters', async () => {
  await using app = await serve();
  for (const [title, priority] of [
    ['a', 'low'],
    ['b', 'high'],
    ['c', 'low'],
    ['d', 'high'],
  ]) {
    await app.add({ title, priority });
    app.tick();
  }
  const [, , c] = (await app.list()).items;
  await app.send('PATCH', `/tasks/${c?.id}`, { status: 'done' }, { 'if-match': '*' });
  const titles = async (query: string) => (await app.list(query)).items.map(({ title }) => title).join('');
  expect(await titles('')).toBe('abcd');
  expect(await titles('?priority=low')).toBe('ac');
  expect(await titles('?status=open')).toBe('abd');
  expect(await titles('?status=done&priority=low')).toBe('c');
  expect(await titles('?status=done&priority=high')).toBe('');
  expect(await titles('?colour=red&colour=')).toBe('abcd');
});

test('a walk shows each task once, while others come, change and go', async () => {
  await using app = await serve();
  const tasks = [];
  for (const title of ['a', 'b', 'c', 'd', 'e', 'f']) {
    tasks.push(await app.add({ title }));
    app.tick();
  }
  const first = await app.list('?limit=2');
  expect(first.items.map(({ title }) => title)).toEqual(['a', 'b']);
  await app.send('DELETE', tasks[0]?.path ?? '');
  await app.send('DELETE', tasks[1]?.path ?? '');
  await app.send('PATCH', tasks[2]?.path ?? '', { priority: 'high' }, { 'if-match': '*' });
  await app.add({ title: 'g' });
  const seen: string[] = [];
  for (let cursor = first.nextCursor; cursor !== null; ) {
    const page = await app.list(`?limit=2&cursor=${encodeURIComponent(cursor)}`);
    expect(page.items.length).toBeLessThanOrEqual(2);
    seen.push(...page.items.map(({ title }) => title));
    cursor = page.nextCursor;
  }
  expect(seen.filter((title) => title !== 'g')).toEqual(['c', 'd', 'e', 'f']);
  expect(new Set(seen).size).toBe(seen.length);
});

test('a page has 50 items unless told, and at most 100', async () => {
  await using app = await serve();
  const operations = Array.from({ length: 101 }, (_, index) => ({
    op: 'create',
    task: { title: `${index}` },
  }));
  expect((await app.send('POST', '/tasks/batch', { operations })).status).toBe(200);
  expect((await app.list()).items).toHaveLength(50);
  const page = await app.list('?limit=100');
  expect(page.items).toHaveLength(100);
  expect(page.nextCursor).not.toBeNull();
  const last = await app.list(`?limit=100&cursor=${encodeURIComponent(page.nextCursor ?? '')}`);
  // Which of those that were made at once is last, is nobody's business.
  expect(last.items).toHaveLength(1);
});

test.each([
  ['?status=later', 'status'],
  ['?status=', 'status'],
  ['?status=open&status=open', 'status'],
  ['?priority=urgent', 'priority'],
  ['?limit=0', 'limit'],
  ['?limit=101', 'limit'],
  ['?limit=1e1', 'limit'],
  ['?limit=-1', 'limit'],
  ['?cursor=nonsense', 'cursor'],
  ['?cursor=', 'cursor'],
  ['?limit=%zz', 'limit'],
])('a bad query: %s', async (query, parameter) => {
  await using app = await serve();
  const response = await app.send('GET', `/tasks${query}`);
  expect(response.status).toBe(400);
  const { errors } = (await response.json()) as { errors: { parameter: string }[] };
  expect(errors.map((error) => error.parameter)).toEqual([parameter]);
});
