import { once } from 'node:events';
import { expect, test } from 'vitest';
import { pointers, serve, until } from './server.ts';

test('every faulty member is told, and no other', async () => {
  await using app = await serve();
  const body =
    '{"title":" ","due":"2026-02-30","priority":null,"status":"open","a/b~c":1,"__proto__":{"x":1}}';
  const response = await app.send('POST', '/tasks', body);
  expect(response.status).toBe(422);
  expect(await pointers(response)).toEqual([
    '/__proto__',
    '/a~1b~0c',
    '/due',
    '/priority',
    '/status',
    '/title',
  ]);
  expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
});

test.each([
  ['{}', '/title'],
  ['[]', ''],
  ['null', ''],
  ['"x"', ''],
  ['{"title":5}', '/title'],
  ['{"title":"\\u0000"}', '/title'],
  ['{"title":"\\ud800"}', '/title'],
  [`{"title":"${'😀'.repeat(201)}"}`, '/title'],
  ['{"title":"a","due":"2025-02-29"}', '/due'],
  ['{"title":"a","due":"0000-01-01"}', '/due'],
  ['{"title":"a","due":"2026-3-1"}', '/due'],
  ['{"title":"a","due":20260301}', '/due'],
  ['{"title":"a","constructor":1}', '/constructor'],
])('POST %s is 422', async (body, pointer) => {
  await using app = await serve();
  const response = await app.send('POST', '/tasks', body);
  expect(response.status).toBe(422);
  expect(await pointers(response)).toEqual([pointer]);
  expect((await app.list()).items).toEqual([]);
});

test.each(['title', 'status', 'priority', 'id', 'createdAt', 'updatedAt', 'colour'])(
  'PATCH with "%s": null is 422',
  async (member) => {
    await using app = await serve();
    const task = await app.add();
    const response = await app.send('PATCH', task.path, { [member]: null }, { 'if-match': '*' });
    expect([response.status, await pointers(response)]).toEqual([422, [`/${member}`]]);
  },
);

test('200 emoji are a title, and 29 February is a date in leap years', async () => {
  await using app = await serve();
  const title = '😀'.repeat(200);
  expect(await app.add({ title, due: '2024-02-29' })).toMatchObject({ title, due: '2024-02-29' });
});

test.each([
  ['', 400],
  ['{"title":', 400],
  ['\ufeff{"title":"a"}', 201],
])('the body %j is %i', async (body, status) => {
  await using app = await serve();
  const response = await fetch(`${app.url}/tasks`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(status);
});

test('what is not UTF-8 is 400', async () => {
  await using app = await serve();
  const body = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${app.url}/tasks`, { method: 'POST', body, headers })).status).toBe(400);
});

test.each([
  ['application/json; charset=utf-8', 201],
  ['Application/JSON;Charset="UTF8"; version=1', 201],
  ['text/json', 415],
  ['application/merge-patch+json', 415],
  ['application/json; charset=latin1', 415],
  ['json', 415],
])('Content-Type: %s is %i', async (type, status) => {
  await using app = await serve();
  expect((await app.send('POST', '/tasks', { title: 'a' }, { 'content-type': type })).status).toBe(status);
});

test('a content coding is 415, but identity', async () => {
  await using app = await serve();
  expect((await app.send('POST', '/tasks', { title: 'a' }, { 'content-encoding': 'gzip' })).status).toBe(415);
  expect((await app.send('POST', '/tasks', { title: 'a' }, { 'content-encoding': 'identity' })).status).toBe(
    201,
  );
});

test('a body of exactly the limit is accepted, one byte more is not', async () => {
  await using app = await serve({ config: { maxBodyBytes: 64 } });
  const body = (size: number) => `{"title":"${'x'.repeat(size - 12)}"}`;
  expect((await app.send('POST', '/tasks', body(64))).status).toBe(201);
  expect(await app.loggedStatus('POST', '/tasks', body(65))).toBe(413);
});

test('a Content-Length that is too large is answered without the body', async () => {
  await using app = await serve({ config: { maxBodyBytes: 64 } });
  const head =
    'POST /tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 65\r\n\r\n';
  const socket = await app.socket(head);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});

test('a chunked body is cut off', async () => {
  await using app = await serve({ config: { maxBodyBytes: 64 } });
  const head =
    'POST /tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
  const socket = await app.socket(`${head}80\r\n${'x'.repeat(128)}\r\n`);
  socket.resume();
  await once(socket, 'close');
  expect(await app.line(({ msg }) => msg === 'request')).toMatchObject({ status: 413 });
});

test.each([
  ['PUT', '/tasks', 'GET HEAD OPTIONS POST'],
  ['GET', '/tasks/batch', 'OPTIONS POST'],
  ['POST', '/tasks/7', 'DELETE GET HEAD OPTIONS PATCH'],
  ['DELETE', '/livez', 'GET HEAD OPTIONS'],
  ['OPTIONS', '/readyz', 'GET HEAD OPTIONS'],
])('%s %s says what is allowed', async (method, path, allow) => {
  await using app = await serve();
  const response = await app.send(method, path);
  expect(response.status).toBe(method === 'OPTIONS' ? 204 : 405);
  expect(response.headers.get('allow')?.split(/, */).sort().join(' ')).toBe(allow);
});

test.each(['/', '/tasks/', '/task', '/Tasks', '/tasks/a/b', '/livez/x', '//tasks'])(
  '%s is 404',
  async (path) => {
    await using app = await serve();
    const socket = await app.socket(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 404 /);
  },
);

test('HEAD has the headers of GET', async () => {
  await using app = await serve();
  const { path } = await app.add();
  for (const target of [path, '/tasks', '/livez', '/nope']) {
    const [get, head] = [await app.send('GET', target), await app.send('HEAD', target)];
    expect(head.status).toBe(get.status);
    for (const name of ['content-type', 'content-length', 'etag']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
    expect(await head.text()).toBe('');
    await get.text();
  }
});

test('every fault is a problem', async () => {
  await using app = await serve();
  const { path } = await app.add();
  for (const [status, method, target, body, headers] of [
    [400, 'POST', '/tasks', '{'],
    [400, 'GET', '/tasks/%zz'],
    [404, 'GET', '/nope'],
    [404, 'GET', '/tasks/nope'],
    [405, 'PUT', '/tasks'],
    [412, 'PATCH', path, {}, { 'if-match': '"no"' }],
    [415, 'POST', '/tasks', 'x', { 'content-type': 'text/plain' }],
    [422, 'POST', '/tasks', []],
    [428, 'PATCH', path, {}],
  ] as [number, string, string, unknown?, Record<string, string>?][]) {
    const response = await app.send(method, target, body, headers);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
    expect(await response.json()).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status,
      detail: expect.any(String),
      instance: expect.any(String),
      requestId: response.headers.get('x-request-id'),
    });
    expect(response.status).toBe(status);
  }
});

test('the first fault in their order counts', async () => {
  await using app = await serve({ config: { maxBodyBytes: 10 } });
  const long = 'x'.repeat(11);
  const type = { 'content-type': 'text/plain' };
  const status = app.loggedStatus;
  expect(await status('PUT', '/nope', long, type)).toBe(404);
  expect(await status('PUT', '/tasks', long, type)).toBe(405);
  expect(await status('PATCH', '/tasks/7', long, type)).toBe(428);
  expect(await status('PATCH', '/tasks/7', long, { ...type, 'if-match': '"1"' })).toBe(413);
  expect(await status('PATCH', '/tasks/7', '{', { ...type, 'if-match': '"1"' })).toBe(415);
  expect(await status('PATCH', '/tasks/7', '{', { 'if-match': '"1"' })).toBe(400);
  expect(await status('PATCH', '/tasks/7', '{"x":1}', { 'if-match': '"1"' })).toBe(422);
  expect(await status('PATCH', '/tasks/7', '{}', { 'if-match': '"1"' })).toBe(404);
});

test('a body that nobody wanted is not the next request', async () => {
  await using app = await serve();
  const smuggled = 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n';
  const socket = await app.socket(
    `POST /nope HTTP/1.1\r\nHost: x\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}` +
      'GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  );
  let answers = '';
  socket.on('data', (bytes) => {
    answers += bytes;
  });
  await once(socket, 'close');
  await until(() => app.lines.length > 0, 'a line of the log');
  expect(app.lines.map(({ path }) => path)).not.toContain('/livez');
  expect(answers).toMatch(/^HTTP\/1\.1 404 /);
});
