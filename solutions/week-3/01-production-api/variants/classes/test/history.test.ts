import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { serve } from './server.ts';

type Service = Awaited<ReturnType<typeof serve>>;

async function historyOf(service: Service, path: string) {
  const response = await service.send('GET', `${path}/history`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const { items, ...more } = (await response.json()) as { items: { op: string; at: string }[] };
  expect(more).toEqual({});
  return items;
}

test('tells each change with its time, oldest first, and outlives the task', async () => {
  await using service = await serve();
  const task = await service.add();
  service.setTime('2026-03-02T08:00:00.500Z');
  const patched = await service.send('PATCH', task.path, { status: 'done' }, { 'if-match': task.etag });
  const { updatedAt } = (await patched.json()) as { updatedAt: string };
  expect(await historyOf(service, task.path)).toEqual([
    { op: 'created', at: '2026-03-01T12:00:00.000Z' },
    { op: 'updated', at: updatedAt },
  ]);
  service.setTime('2026-03-03T09:00:00.000Z');
  await service.send('DELETE', task.path);
  expect(await historyOf(service, task.path)).toEqual([
    { op: 'created', at: '2026-03-01T12:00:00.000Z' },
    { op: 'updated', at: '2026-03-02T08:00:00.500Z' },
    { op: 'deleted', at: '2026-03-03T09:00:00.000Z' },
  ]);
});

test('has nothing of a change that was refused', async () => {
  await using service = await serve();
  const task = await service.add();
  await service.send('PATCH', task.path, { title: 'x' }, { 'if-match': '"other"' });
  await service.send('PATCH', task.path, { title: '' }, { 'if-match': task.etag });
  await service.send('DELETE', task.path, undefined, { 'if-match': '"other"' });
  expect(await historyOf(service, task.path)).toEqual([{ op: 'created', at: '2026-03-01T12:00:00.000Z' }]);
});

test('tells the operations of a batch, or none of them', async () => {
  await using service = await serve();
  const [first, second] = [await service.add(), await service.add()];
  const operations = [
    { op: 'update', id: first.id, task: { title: 'one' } },
    { op: 'update', id: first.id, task: { title: 'two' } },
    { op: 'delete', id: second.id },
    { op: 'create', task: { title: 'three' } },
  ];
  const refused = await service.send('POST', '/tasks/batch', {
    operations: [...operations, { op: 'delete', id: second.id }],
  });
  expect(refused.status).toBe(409);
  expect((await historyOf(service, first.path)).map(({ op }) => op)).toEqual(['created']);
  expect((await historyOf(service, second.path)).map(({ op }) => op)).toEqual(['created']);

  const done = await service.send('POST', '/tasks/batch', { operations });
  const { results } = (await done.json()) as { results: { id: string }[] };
  const ops = async (path: string) => (await historyOf(service, path)).map(({ op }) => op);
  expect(await ops(first.path)).toEqual(['created', 'updated', 'updated']);
  expect(await ops(second.path)).toEqual(['created', 'deleted']);
  expect(await ops(`/tasks/${results[3]?.id}`)).toEqual(['created']);
});

test('is one for each task, and one for each store', async () => {
  await using service = await serve();
  await using other = await serve();
  const task = await service.add();
  await service.add();
  expect(await historyOf(service, task.path)).toHaveLength(1);
  expect((await other.send('GET', `${task.path}/history`)).status).toBe(404);
});

test.each([
  `/tasks/${randomUUID()}/history`,
  '/tasks/7/history',
  '/tasks/batch/history',
  '/tasks/history/history/x',
])('%s is nowhere', async (path) => {
  await using service = await serve();
  const response = await service.send('GET', path);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
});

test('takes GET, HEAD and OPTIONS', async () => {
  await using service = await serve();
  const { path } = await service.add();
  const methods = (response: Response) => response.headers.get('allow')?.split(/, */).sort();
  const options = await service.send('OPTIONS', `${path}/history`);
  expect([options.status, methods(options)]).toEqual([204, ['GET', 'HEAD', 'OPTIONS']]);
  for (const method of ['POST', 'PATCH', 'DELETE']) {
    const response = await service.send(method, `${path}/history`);
    expect([response.status, methods(response)]).toEqual([405, ['GET', 'HEAD', 'OPTIONS']]);
  }
  const head = await service.send('HEAD', `${path}/history`);
  const got = await service.send('GET', `${path}/history`);
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'));
  await got.text();
});
