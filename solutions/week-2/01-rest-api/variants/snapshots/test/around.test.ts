import { once } from 'node:events';
import { expect, test } from 'vitest';
import { meddled, read, serve, until } from './server.ts';

test('each request gives one line', async () => {
  await using app = await serve();
  const { text } = await app.send('GET', '/tasks?limit=1', undefined, { 'x-request-id': 'abc-1' });
  const line = await app.line(({ msg }) => msg === 'request');
  expect(line).toMatchObject({
    level: 'info',
    method: 'GET',
    path: '/tasks',
    status: 200,
    requestId: 'abc-1',
    bytes: text.length,
  });
  expect(line.durationMs).toBeGreaterThanOrEqual(0);
  await app.send('HEAD', '/nope');
  await until(() => app.lines.length === 2, 'a second line');
  expect(app.lines[1]).toMatchObject({ method: 'HEAD', path: '/nope', status: 404, bytes: 0 });
});

test('a good X-Request-Id is taken, any other replaced by a new one', async () => {
  await using app = await serve();
  const made = new Set<string>();
  for (const [id, taken] of [
    ['a.b_c-9', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['a b', false],
    ['é', false],
    ['', false],
  ] as const) {
    const answer = await app.send('GET', '/nope', undefined, { 'x-request-id': id });
    const answered = `${answer.headers['x-request-id']}`;
    expect(answered).toMatch(/^[\w.-]{1,64}$/);
    expect([id, answered === id]).toEqual([id, taken]);
    expect(read(answer)).toMatchObject({ requestId: answered });
    await app.line(({ msg, requestId }) => msg === 'request' && requestId === answered);
    if (!taken) made.add(answered);
  }
  expect(made.size).toBe(4);
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
    const { status, headers, text } = await app.send(method, path, body);
    expect(status).toBe(500);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(text).not.toMatch(/hunter2|at .*\.ts|node:/);
    const requestId = headers['x-request-id'];
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
  await using app = await serve({ store: meddled(never), config: { requestTimeoutMs: 50 } });
  const answer = await app.send('GET', '/tasks');
  expect(answer.status).toBe(504);
  expect(read(answer)).toMatchObject({ status: 504 });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(await app.line(({ msg }) => msg === 'request')).toMatchObject({ status: 504 });
  expect(app.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a store that is slow but in time is not disturbed', async () => {
  const signals: AbortSignal[] = [];
  const slow = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<void>((resolve) => setTimeout(resolve, 30));
  };
  await using app = await serve({ store: meddled(slow) });
  expect((await app.send('POST', '/tasks', { title: 'a' })).status).toBe(201);
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
  await using app = await serve({ config: { requestTimeoutMs: 50 } });
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
