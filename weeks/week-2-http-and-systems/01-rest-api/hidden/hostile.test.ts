import { broken, expectEqual, expectThat, type HttpClient, requirement, showValue } from 'checker/kit';
import {
  createTask,
  expectStatus,
  listTasks,
  patchTask,
  readTask,
  type Stored,
  storedIn,
  tellStatus,
} from './api.ts';
import { type HostileRequest, hostileRequests, sendHostile, tellHostile } from './hostile-requests.ts';
import { expectFaults } from './problems.ts';
import { type JudgedApp, openStage } from './stage.ts';

const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__defineGetter__',
  'valueOf',
];

requirement('prototype-pollution', async ({ service, random }) => {
  const tasks = await service.start();
  const stored = await createTask(tasks, { title: random.word() });
  const look =
    'Which names does every object have, and what does assigning to `__proto__` do? Go over the names that the body itself has.';
  const json = { 'Content-Type': 'application/json' };
  const post = (body: string, target = '/tasks') => tasks.request('POST', target, { headers: json, body });
  const patch = (body: string) =>
    tasks.request('PATCH', stored.path, { headers: { ...json, 'If-Match': '*' }, body });

  for (const name of names) {
    const why = `\`${name}\` is an unknown member`;
    for (const value of ['{"priority":"high","status":"done","title":"polluted"}', '"x"', 'null']) {
      const created = await post(`{"title":"x","${name}":${value}}`);
      expectStatus(created, 422, { look, why });
      expectFaults(created, 'pointer', [`/${name}`], { look });
      const patched = await patch(`{"${name}":${value}}`);
      expectStatus(patched, 422, { look, why });
      expectFaults(patched, 'pointer', [`/${name}`], { look });
    }
    const bare = await post(`{"${name}":{"title":"polluted"}}`);
    expectStatus(bare, 422, { look, why: `there is no title, and ${why}` });
    expectFaults(bare, 'pointer', [`/${name}`, '/title'], { look });
    const inBatch = await post(
      `{"operations":[{"op":"create","task":{"title":"x","${name}":{}}},{"op":"create","task":{"title":"x"},"${name}":{}}],"${name}":{}}`,
      '/tasks/batch',
    );
    expectStatus(inBatch, 422, { look, why });
    expectFaults(inBatch, 'pointer', [`/${name}`, `/operations/0/task/${name}`, `/operations/1/${name}`], {
      look,
    });
    const operation = await post(`{"operations":[{"op":"${name}","task":{"title":"x"}}]}`, '/tasks/batch');
    expectStatus(operation, 422, { look, why: `there is no operation \`${name}\`` });
    const value = await post(`{"title":"x","priority":"${name}"}`);
    expectStatus(value, 422, { look, why: `there is no priority \`${name}\`` });
    expectFaults(value, 'pointer', ['/priority'], { look });
    expectStatus(await tasks.request('GET', `/tasks/${name}`), 404, { look, why: 'there is no such task' });
    expectStatus(await tasks.request('GET', `/tasks?${name}=x&limit=1`), 200, {
      look,
      why: 'unknown parameters are ignored',
    });
  }
  const nested = await post('{"__proto__.priority":"high","title":"x","constructor[prototype]":1}');
  expectStatus(nested, 422, { look, why: 'these are unknown members as well' });
  expectEqual('the task that was there before', (await readTask(tasks, stored)).json, stored.task, { look });
  const after = await createTask(tasks, { title: 'x' });
  expectEqual(
    'a new task after all this, without id and times',
    { ...after.task, id: '', createdAt: '', updatedAt: '' },
    { id: '', title: 'x', status: 'open', priority: 'normal', due: null, createdAt: '', updatedAt: '' },
    { look: 'Did one of these bodies change what every object has?' },
  );
  const { items } = await listTasks(tasks, {}, { look });
  expectEqual('the tasks that are there', items, [stored.task, after.task], { look });
  expectEqual(
    'status after the patch {"status":"done"}',
    storedIn(await patchTask(tasks, after, { status: 'done' }), { look }).task.status,
    'done',
    { look },
  );
});

requirement('hostile-input', async ({ service, property, random }) => {
  const tasks = await service.start({ env: { LOG_LEVEL: 'error' } });
  const stored = await createTask(tasks, { title: random.word() });
  await expectBadEscapes(tasks, stored);
  await expectSlashes(tasks);
  await expectOddIds(tasks);
  await expectHeavyBodies(tasks);
  await expectAnsweredOnTheWire(tasks);
  const look =
    'Send it by hand, with `nc`, and read what the service logs. Which function throws, and on what?';
  await property(
    'requests that nobody decent sends',
    hostileRequests(stored.task.id),
    async (request) => {
      const raw = await sendHostile(tasks, request);
      const status = statusIn(raw.received());
      if (status === null) await expectLives(tasks, request);
      expectThat(status !== null && status < 500, {
        expected: `${tellHostile(request)} to be answered, and with a status below 500`,
        saw: status === null ? 'no answer' : raw.received().slice(0, 600),
        look,
      });
    },
    { runs: 150, show: tellHostile },
  );
  expectStatus(await tasks.request('GET', '/livez'), 200, { look: 'Does it live after all this?' });
  const after = await createTask(tasks, { title: 'x' });
  expectEqual('priority of a new task after all this', after.task.priority, 'normal', {
    look: 'Did one of these bodies change what every object has?',
  });
});

async function expectSlashes(tasks: HttpClient): Promise<void> {
  for (const target of ['//', '//tasks', '//[', '//a:b/tasks', '///tasks/', '/tasks//']) {
    expectStatus(await tasks.request('GET', target), 404, {
      look: 'A request target is no URL: what does `new URL(target, base)` make of two slashes at its beginning?',
      why: 'it is no route',
    });
  }
}

async function expectOddIds(tasks: HttpClient): Promise<void> {
  for (const id of ['%00', '%0D%0AX-Evil:%201', '%F0%9F%8E%89', '%E4%B8%AD', '%C3%A4', '%7F']) {
    expectStatus(await tasks.request('GET', `/tasks/${id}`), 404, {
      look: 'What is the decoded id used for, and which characters may stand there?',
      why: 'it is no UUID',
    });
  }
}

async function expectBadEscapes(tasks: HttpClient, { path, task }: Stored): Promise<void> {
  const look =
    'decodeURIComponent throws on a bad percent-escape, and on what is not UTF-8. Who catches that?';
  const json = { 'Content-Type': 'application/json' };
  for (const [method, target, why] of [
    ['GET', '/tasks/%zz', 'the id has a bad percent-escape'],
    ['GET', '/tasks/%', 'the id has a bad percent-escape'],
    ['GET', '/tasks/%ff', '%ff is not UTF-8'],
    ['GET', `${path}%c3%28`, '%c3%28 is not UTF-8'],
    ['DELETE', '/tasks/%zz', 'the id has a bad percent-escape'],
    ['PATCH', '/tasks/%zz', 'a bad percent-escape in the path comes before 428'],
    ['GET', '/tasks?status=%zz', 'the value has a bad percent-escape'],
    ['GET', '/tasks?cursor=%ff', '%ff is not UTF-8'],
    ['GET', '/tasks?limit=%', 'the value has a bad percent-escape'],
  ] as const) {
    const body = method === 'PATCH' ? { headers: json, body: '{}' } : {};
    expectStatus(await tasks.request(method, target, body), 400, { look, why });
  }
  const open = await tasks.request('GET', '/tasks?colour=%zz');
  expectStatus(open, [200, 400], { look });
  expectEqual('the task that was there before', (await readTask(tasks, { path })).json, task, { look });
}

/** Bodies within the limit that cost more than their length says. */
async function expectHeavyBodies(tasks: HttpClient): Promise<void> {
  const depth = 100_000;
  const nested = '['.repeat(depth) + ']'.repeat(depth);
  const deep = 'Which of your functions calls itself for each level, JSON.stringify() included?';
  const slow =
    'What does a regular expression for blanks at the end do with very many of them in the middle? trim() is one pass.';
  const headers = { 'Content-Type': 'application/json' };
  for (const [body, why, look] of [
    [nested, 'it is an array, very deep', deep],
    [`{"title":${nested}}`, 'the title is an array, very deep', deep],
    [`{"title":"x","due":${nested},"${'a/'.repeat(50)}":${nested}}`, 'due is an array, very deep', deep],
    [`{"title":"x${' '.repeat(300_000)}x"}`, 'the title is too long', slow],
    [`{"title":"x","due":"${'2'.repeat(300_000)}"}`, 'due is no date', slow],
    [
      `{"title":"x",${Array.from({ length: 20_000 }, (_, at) => `"m${at}":1`).join(',')}}`,
      'it has 20,000 unknown members',
      'How long does it take to tell all of them?',
    ],
  ] as const) {
    const reply = await tasks.request('POST', '/tasks', { headers, body, transcript: false });
    expectStatus(reply, 422, { look, why });
  }
  const huge = { 'If-None-Match': `${'"'.repeat(6000)}${','.repeat(6000)}` };
  const reply = await tasks.request('GET', '/tasks', { headers: huge, transcript: false });
  expectStatus(reply, [200, 400, 431], { look: slow });
}

/** What is wrong on the wire may be answered by Node, bare; it must not end the process. */
async function expectAnsweredOnTheWire(tasks: HttpClient): Promise<void> {
  for (const bytes of [
    'NONSENSE\r\n\r\n',
    'GET /tasks HTTP/1.1\r\n\r\n',
    'GET /tasks HTTP/1.1\r\nHost: x\r\nExpect: a miracle\r\n\r\n',
    `GET /tasks HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
    'GET /tasks HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    'CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n',
    'POST /tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}{}{}',
    'POST /tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'POST /tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"title":',
    'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET http://example.org/tasks HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /tasks HTTP/1.0\r\n\r\n',
    'GET /t\xe4sks?\xff HTTP/1.1\r\nHost: x\r\n\r\n',
  ]) {
    const raw = await tasks.connect();
    await raw.write(Buffer.from(bytes, 'latin1'));
    raw.reset();
    const again = await tasks.connect();
    await again.write(Buffer.from(bytes, 'latin1'));
    again.end();
    const alive = await tasks.attempt('GET', '/livez', { transcript: false });
    if (alive.kind !== 'reply' || alive.status !== 200) {
      broken({
        expected: `the service to live on after ${showValue(bytes.slice(0, 200))}, sent on connections that closed then`,
        saw: alive.kind === 'reply' ? tellStatus(alive.status) : alive.told,
        look: 'What comes without anybody who listens: an `error` on a socket, an `upgrade`, a `clientError`?',
      });
    }
  }
}

async function expectLives(tasks: HttpClient, request: HostileRequest): Promise<void> {
  const alive = await tasks.attempt('GET', '/livez', { transcript: false });
  expectThat(alive.kind === 'reply', {
    expected: `the service to live on after ${tellHostile(request)}`,
    saw: alive.kind === 'reply' ? '' : alive.told,
    look: 'Which error has ended the process? It stands on stderr.',
  });
}

/** The status of the last response that begins in these bytes; null where none does. */
function statusIn(received: string): number | null {
  const line = /^HTTP\/1\.[01] (\d{3})/.exec(received);
  return line === null ? null : Number(line[1]);
}

requirement('no-stack-leaks', async ({ module, http, random }) => {
  const stage = await openStage({ module, http });
  const app = await stage.app();
  const stored = await createTask(app.http, { title: random.word() });
  const send = {
    'GET /tasks/{id}': (headers: Record<string, string>) => app.http.request('GET', stored.path, { headers }),
    'GET /tasks': (headers: Record<string, string>) => app.http.request('GET', '/tasks', { headers }),
    'POST /tasks': (headers: Record<string, string>) =>
      app.http.request('POST', '/tasks', { headers, json: { title: 'x' } }),
    'PATCH /tasks/{id}': (headers: Record<string, string>) =>
      patchTask(app.http, { path: stored.path, etag: '*' }, { title: 'x' }, { headers }),
    'DELETE /tasks/{id}': (headers: Record<string, string>) =>
      app.http.request('DELETE', stored.path, { headers }),
    'POST /tasks/batch': (headers: Record<string, string>) =>
      app.http.request('POST', '/tasks/batch', {
        headers,
        json: { operations: [{ op: 'delete', id: stored.task.id }] },
      }),
  };
  for (const at of ['once', 'later'] as const) {
    for (const ask of Object.values(send)) {
      const secret = `password=${random.word(12)}`;
      const id = random.word(12);
      await app.rule({ do: 'throw', at, what: 'error', message: secret });
      await app.lines();
      const reply = await ask({ 'X-Request-Id': id });
      await expectNothingTold(reply, secret);
      await expectToldToLog(app, secret, id);
    }
  }
  await app.rule({ do: 'pass' });
  const secret = `no clock at ${random.word(12)}`;
  const id = random.word(12);
  await app.clock({ do: 'throw', what: 'error', message: secret });
  await app.lines();
  await expectNothingTold(await send['POST /tasks']({ 'X-Request-Id': id }), secret);
  await expectToldToLog(app, secret, id);
});

async function expectNothingTold(
  reply: Awaited<ReturnType<HttpClient['request']>>,
  secret: string,
): Promise<void> {
  expectStatus(reply, 500, {
    look: 'What becomes of an error that is none of yours?',
    why: `the error "${secret}" was thrown`,
  });
  const told = [reply.text, ...Object.values(reply.headers)].join('\n');
  const leak = told.includes(secret) ? secret : /\bat .*:\d+:\d+|node:internal|\w\.[jt]s\b/.exec(told)?.[0];
  expectThat(leak === undefined, {
    expected: `a 500 that tells the client nothing about the error "${secret}": no text, no stack, no file`,
    saw: `${leak}, in ${reply.text.slice(0, 500)}`,
    look: 'Only errors that you made for the client have a text for the client.',
  });
}

async function expectToldToLog(app: JudgedApp, secret: string, id: string): Promise<void> {
  const lines = await app.lines();
  const errors = lines.filter(({ level }) => level === 'error');
  const told = errors.some((line) => {
    const text = JSON.stringify(line);
    return text.includes(secret) && (line.fields as { requestId?: unknown }).requestId === id;
  });
  expectThat(told, {
    expected: `a line at level error with the text of the error, "${secret}", and requestId ${id}`,
    saw: errors.length === 0 ? 'no line at level error' : showValue(errors),
    look: 'Whoever looks for the cause has only the log, and the request’s id. (An Error has no members that JSON shows by itself.)',
  });
}
