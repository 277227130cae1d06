import { expect, test } from 'vitest';
import { serve } from './server.ts';

type Service = Awaited<ReturnType<typeof serve>>;

async function history(app: Service, path: string) {
  const response = await app.send('GET', `${path}/history`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { items: { op: string; at: string }[] }).items;
}

test('each change is told, oldest first, also after the end', async () => {
  await using app = await serve();
  const task = await app.add();
  app.setTime('2026-03-02T12:00:00.000Z');
  await app.send('PATCH', task.path, { status: 'done' }, { 'if-match': task.etag });
  app.setTime('2026-03-03T12:00:00.000Z');
  await app.send('DELETE', task.path);
  expect(await history(app, task.path)).toEqual([
    { op: 'created', at: '2026-03-01T12:00:00.000Z' },
    { op: 'updated', at: '2026-03-02T12:00:00.000Z' },
    { op: 'deleted', at: '2026-03-03T12:00:00.000Z' },
  ]);
});

test('a batch that fails leaves no history', async () => {
  await using app = await serve();
  const task = await app.add();
  const remove = { op: 'delete', id: task.id };
  const response = await app.send('POST', '/tasks/batch', { operations: [remove, remove] });
  expect(response.status).toBe(409);
  expect(await history(app, task.path)).toHaveLength(1);
});

test('an id that no task ever had is 404', async () => {
  await using app = await serve();
  for (const id of ['019ca91e-3c00-7d2a-8f10-6a1b5c3de901', 'x', 'batch']) {
    expect((await app.send('GET', `/tasks/${id}/history`)).status).toBe(404);
  }
});
