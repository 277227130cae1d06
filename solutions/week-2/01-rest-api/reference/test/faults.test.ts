import { once } from 'node:events';
import { expect, test } from 'vitest';
import { pointers, read, serve, until } from './server.ts';

test('every faulty member is told, and no other', async () => {
  await using app = await serve();
  const body =
    '{"title":" ","due":"2026-02-30","priority":null,"status":"open","a/b~c":1,"__proto__":{"x":1}}';
  const answer = await app.send('POST', '/tasks', body);
  expect(answer.status).toBe(422);
  expect(pointers(answer)).toEqual(['/__proto__', '/a~1b~0c', '/due', '/priority', '/status', '/title']);
  expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
});

test('a body that describes no task is 422, and the place is named', async () => {
  await using app = await serve();
  for (const [body, pointer] of [
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
  ] as const) {
    const answer = await app.send('POST', '/tasks', body);
    expect([body, answer.status, pointers(answer)]).toEqual([body, 422, [pointer]]);
  }
  expect((await app.list()).items).toEqual([]);
});

test('of all members only due can be patched to null', async () => {
  await using app = await serve();
  const { path } = await app.add();
  for (const member of ['title', 'status', 'priority', 'id', 'createdAt', 'updatedAt', 'colour']) {
    const answer = await app.send('PATCH', path, { [member]: null }, { 'if-match': '*' });
    expect([answer.status, pointers(answer)]).toEqual([422, [`/${member}`]]);
  }
});

test('200 emoji are a title, and 29 February is a date in leap years', async () => {
  await using app = await serve();
  const title = '😀'.repeat(200);
  expect(await app.add({ title, due: '2024-02-29' })).toMatchObject({ title, due: '2024-02-29' });
});

test('what is no JSON in UTF-8 is 400; a byte order mark may stand before it', async () => {
  await using app = await serve();
  for (const [body, status] of [
    ['', 400],
    ['{"title":', 400],
    [Buffer.from('{"title":"\xff"}', 'latin1'), 400],
    ['\ufeff{"title":"a"}', 201],
  ] as const) {
    expect([body, (await app.send('POST', '/tasks', body)).status]).toEqual([body, status]);
  }
});

test('a body has to be JSON by its headers, in UTF-8, and not encoded', async () => {
  await using app = await serve();
  for (const [name, value, status] of [
    ['content-type', 'application/json; charset=utf-8', 201],
    ['content-type', 'Application/JSON;Charset="UTF8"; version=1', 201],
    ['content-type', 'text/json', 415],
    ['content-type', 'application/merge-patch+json', 415],
    ['content-type', 'application/json; charset=latin1', 415],
    ['content-type', 'json', 415],
    ['content-encoding', 'gzip', 415],
    ['content-encoding', 'identity', 201],
  ] as const) {
    const answer = await app.send('POST', '/tasks', { title: 'a' }, { [name]: value });
    expect([value, answer.status]).toEqual([value, status]);
  }
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

test('each path says what is allowed there', async () => {
  await using app = await serve();
  for (const [method, path, allow] of [
    ['PUT', '/tasks', 'GET HEAD OPTIONS POST'],
    ['GET', '/tasks/batch', 'OPTIONS POST'],
    ['POST', '/tasks/7', 'DELETE GET HEAD OPTIONS PATCH'],
    ['DELETE', '/livez', 'GET HEAD OPTIONS'],
    ['OPTIONS', '/readyz', 'GET HEAD OPTIONS'],
  ] as const) {
    const { status, headers } = await app.send(method, path);
    const allowed = headers.allow?.split(/, */).sort().join(' ');
    expect([path, status, allowed]).toEqual([path, method === 'OPTIONS' ? 204 : 405, allow]);
  }
});

test('paths are what they are, to the letter', async () => {
  await using app = await serve();
  for (const path of ['/', '/tasks/', '/task', '/Tasks', '/tasks/a/b', '/livez/x', '//tasks']) {
    expect([path, (await app.send('GET', path)).status]).toEqual([path, 404]);
  }
});

test('HEAD has the headers of GET', async () => {
  await using app = await serve();
  const { path } = await app.add();
  for (const target of [path, '/tasks', '/livez', '/nope']) {
    const [get, head] = [await app.send('GET', target), await app.send('HEAD', target)];
    expect([target, head.status]).toEqual([target, get.status]);
    for (const name of ['content-type', 'content-length', 'etag']) {
      expect([target, name, head.headers[name]]).toEqual([target, name, get.headers[name]]);
    }
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
    const answer = await app.send(method, target, body, headers);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/);
    expect(read(answer)).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status,
      detail: expect.any(String),
      instance: expect.any(String),
      requestId: answer.headers['x-request-id'],
    });
    expect(answer.status).toBe(status);
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
