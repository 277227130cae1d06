import { expect, test } from 'vitest';
import { meddled, serve } from './server.ts';

test('every faulty member is told by its pointer', async () => {
  await using app = await serve();
  const response = await app.send(
    'POST',
    '/tasks',
    '{"title":" ","due":"2026-02-30","a/b":1,"__proto__":{}}',
  );
  expect(response.status).toBe(422);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as { requestId: string; errors: { pointer: string }[] };
  expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  expect(problem.errors.map(({ pointer }) => pointer).sort()).toEqual([
    '/__proto__',
    '/a~1b',
    '/due',
    '/title',
  ]);
});

test.each([
  ['{', 'application/json', 400],
  ['', 'application/json', 400],
  ['[]', 'application/json', 422],
  ['{"title":"a"}', 'text/plain', 415],
  ['{"title":"a"}', 'Application/JSON; charset="UTF-8"', 201],
])('the body %j as %s is %i', async (body, type, status) => {
  await using app = await serve();
  const response = await fetch(`${app.url}/tasks`, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
  expect(response.status).toBe(status);
});

test('a body above the limit is 413', async () => {
  await using app = await serve({ config: { maxBodyBytes: 64 } });
  expect(await app.loggedStatus('POST', '/tasks', `{"title":"${'x'.repeat(100)}"}`)).toBe(413);
});

test('routes and methods', async () => {
  await using app = await serve();
  expect((await app.send('GET', '/tasks/')).status).toBe(404);
  const response = await app.send('PUT', '/tasks');
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')?.split(/, */).sort()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST']);
});

test('a store that fails is a 500 that says nothing', async () => {
  await using app = await serve({ store: meddled(() => Promise.reject(new Error('password=hunter2'))) });
  const response = await app.send('GET', '/tasks');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('hunter2');
});

test('a store that does not answer is a 504, and sees the abort', async () => {
  let seen: AbortSignal | undefined;
  const never = (signal: AbortSignal) => {
    seen = signal;
    return new Promise<void>(() => {});
  };
  await using app = await serve({ store: meddled(never), config: { requestTimeoutMs: 80 } });
  expect((await app.send('GET', '/tasks')).status).toBe(504);
  expect(seen?.aborted).toBe(true);
});

test('one line a request', async () => {
  await using app = await serve();
  await app.send('GET', '/tasks?limit=1', undefined, { 'x-request-id': 'abc' });
  const line = await app.line(({ msg }) => msg === 'request');
  expect(line).toMatchObject({ level: 'info', method: 'GET', path: '/tasks', status: 200, requestId: 'abc' });
});
