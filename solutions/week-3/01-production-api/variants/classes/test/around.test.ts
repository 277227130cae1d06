import { once } from 'node:events';
import { expect, test } from 'vitest';
import { meddled, serve, until } from './server.ts';

test('each request gives one line', async () => {
  await using app = await serve();
  const response = await app.send('GET', '/tasks?limit=1', undefined, { 'x-request-id': 'abc-1' });
  const body = await response.text();
  const line = await app.line(({ msg }) => msg === 'request');
  expect(line).toMatchObject({
    level: 'info',
    method: 'GET',
    path: '/tasks',
    status: 200,
    requestId: 'abc-1',
    bytes: body.length,
  });
  expect(line.durationMs).toBeGreaterThanOrEqual(0);
  await app.send('HEAD', '/nope');
  await until(() => app.lines.length === 2, 'a second line');
  expect(app.lines[1]).toMatchObject({ method: 'HEAD', path: '/nope', status: 404, bytes: 0 });
});

test.each([
  ['a.b_c-9', true],
  ['x'.repeat(64), true],
  ['x'.repeat(65), false],
  ['a b', false],
  ['é', false],
  ['', false],
])('X-Request-Id %j', async (id, taken) => {
  await using app = await serve();
  const response = await app.send('GET', '/nope', undefined, { 'x-request-id': id });
  const answered = response.headers.get('x-request-id') ?? '';
  expect(answered).toMatch(/^[\w.-]{1,64}$/);
  expect(answered === id).toBe(taken);
  expect(await response.json()).toMatchObject({ requestId: answered });
  expect((await app.line(({ msg }) => msg === 'request')).requestId).toBe(answered);
});

test('ids that are made differ', async () => {
  await using app = await serve();
  const ids = await Promise.all(
    [1, 2, 3].map(async () => (await app.send('GET', '/livez')).headers.get('x-request-id')),
  );
  expect(new Set(ids).size).toBe(3);
});

test.each([
  ['an error', new Error('password=hunter2')],
  ['a text', 'password=hunter2'],
  ['nothing', undefined],
])('a store that throws %s is 500, says nothing, and is logged', async (_, thrown) => {
  let broken = true;
  await using app = await serve({
    store: meddled(async () => {
      if (broken) throw thrown;
    }),
  });
  for (const [method, path, body] of [
    ['GET', '/tasks'],
    ['POST', '/tasks', { title: 'a' }],
    ['POST', '/tasks/batch', { operations: [{ op: 'create', task: { title: 'a' } }] }],
  ] as [string, string, unknown?][]) {
    const response = await app.send(method, path, body);
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const text = await response.text();
    expect(text).not.toMatch(/hunter2|at .*\.ts|node:/);
    const requestId = response.headers.get('x-request-id');
    const line = await app.line((line) => line.level === 'error' && line.requestId === requestId);
    if (thrown !== undefined) expect(JSON.stringify(line)).toContain('hunter2');
  }
  broken = false;
  expect((await app.send('GET', '/tasks')).status).toBe(200);
});

test('probes do not ask the store', async () => {
  await using app = await serve({ store: meddled(() => Promise.reject(new Error('broken'))) });
  expect((await app.send('GET', '/livez')).status).toBe(200);
  expect((await app.send('GET', '/readyz')).status).toBe(200);
});

test('a store that does not answer is 504, and its signal aborts', async () => {
  const signals: AbortSignal[] = [];
  const never = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<void>(() => {});
  };
  await using app = await serve({ store: meddled(never), config: { requestTimeoutMs: 80 } });
  const response = await app.send('GET', '/tasks');
  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ status: 504 });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(await app.line(({ msg }) => msg === 'request')).toMatchObject({ status: 504 });
  expect(app.lines.filter(({ level }) => level === 'error').map(({ msg }) => msg)).toEqual(['request']);
});

test('a store that is slow but in time is not disturbed', async () => {
  const signals: AbortSignal[] = [];
  const slow = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<void>((resolve) => setTimeout(resolve, 60));
  };
  await using app = await serve({ store: meddled(slow) });
  const response = await app.send('POST', '/tasks', { title: 'a' });
  expect(response.status).toBe(201);
  expect(signals.every(({ aborted }) => !aborted)).toBe(true);
});

test('when the client leaves the signal aborts, and the line says 499', async () => {
  const signals: AbortSignal[] = [];
  const never = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  await using app = await serve({ store: meddled(never) });
  const socket = await app.socket('GET /tasks HTTP/1.1\r\nHost: x\r\n\r\n');
  const signal = await until(() => signals[0], 'a call of the store');
  expect(signal.aborted).toBe(false);
  socket.destroy();
  await until(() => signal.aborted, 'the abort');
  expect(await app.line(({ msg }) => msg === 'request')).toMatchObject({ status: 499, path: '/tasks' });
  expect(app.lines).toHaveLength(1);
});

test('a body that does not come is 408 or a closed connection', async () => {
  await using app = await serve({ config: { requestTimeoutMs: 80 } });
  const socket = await app.socket(
    'POST /tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
  );
  socket.resume();
  await once(socket, 'close');
  expect((await app.send('GET', '/livez')).status).toBe(200);
});

test('requests behind each other on one connection are answered in their order', async () => {
  await using app = await serve();
  const request = (path: string, close = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${close}\r\n`;
  const socket = await app.socket(
    request('/tasks') + request('/nope') + request('/livez', 'Connection: close\r\n'),
  );
  let answers = '';
  socket.on('data', (bytes) => {
    answers += bytes;
  });
  await once(socket, 'close');
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
});
