import {
  broken,
  expectEqual,
  expectThat,
  type HttpClient,
  type Reply,
  requirement,
  showValue,
} from 'checker/kit';
import { type Answer, allowedBy, createTask, expectStatus, patchTask, told } from './api.ts';
import { expectProblem } from './problems.ts';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';

/** The page's table of calls. */
const table: readonly (readonly [path: string, methods: readonly string[]])[] = [
  ['/tasks', ['GET', 'HEAD', 'POST', 'OPTIONS']],
  ['/tasks/batch', ['POST', 'OPTIONS']],
  [`/tasks/${nobody}`, ['GET', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS']],
  ['/livez', ['GET', 'HEAD', 'OPTIONS']],
  ['/readyz', ['GET', 'HEAD', 'OPTIONS']],
];

requirement('unknown-route', async ({ service, random }) => {
  const tasks = await service.start();
  const { path } = await createTask(tasks, { title: random.word() });
  const whole = 'Is what stands before the `?` compared as a whole?';
  const slashes = 'What does your router do with slashes: at the end, in the middle, twice?';
  const url = 'A request target is no URL: what does `new URL("//livez/tasks", base)` take `livez` for?';
  for (const [target, look] of [
    ['/', whole],
    ['/task', whole],
    ['/tasksx', whole],
    ['/api/tasks', whole],
    ['/Tasks', 'Paths are case-sensitive.'],
    ['/tasks/', slashes],
    ['/tasks//', slashes],
    ['//tasks', slashes],
    ['//livez/tasks', url],
    ['//tasks/livez', url],
    [`/${path}`, url],
    [`${path}/`, slashes],
    [`${path}/title`, whole],
    ['/tasks/batch/', slashes],
    [`/tasks/batch/${nobody}`, whole],
    ['/livez/', slashes],
    ['/livez/x', whole],
    ['/LIVEZ', 'Paths are case-sensitive.'],
    ['/livez2', whole],
    ['/?/tasks', whole],
    ['/nowhere?x=/livez', whole],
    ['/constructor', 'If routes are looked up in an object: which names does every object have?'],
    ['/__proto__', 'If routes are looked up in an object: which names does every object have?'],
    [`/${random.word()}`, whole],
  ] as const) {
    expectStatus(await tasks.request('GET', target), 404, { look, why: 'it is no route' });
  }
  const first = 'Read the order of faults: 404 no such route comes before all others.';
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) {
    const body =
      method === 'OPTIONS' || method === 'HEAD' ? {} : { body: '{', headers: { 'Content-Type': 'x/y' } };
    expectStatus(await tasks.request(method, `/tasks/${nobody}/x`, body), 404, {
      look: first,
      why: 'it is no route',
    });
  }
  for (const target of ['/tasks?', '/livez?x', '/readyz?/', `${path}?/x/`]) {
    expectStatus(await tasks.request('GET', target), 200, {
      look: 'A `?` and what follows never changes the route.',
    });
  }
});

requirement('method-not-allowed', async ({ service }) => {
  const tasks = await service.start();
  const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'];
  const order = 'Read the order of faults: 405 comes before everything but 404 for a route.';
  for (const [path, methods] of table) {
    for (const method of all.filter((each) => !methods.includes(each))) {
      const body =
        method === 'POST' || method === 'PATCH' ? { body: '{', headers: { 'Content-Type': 'x/y' } } : {};
      const reply = await tasks.request(method, `${path}?x=1`, body);
      expectStatus(reply, 405, {
        look: `Look for the route first, by the path alone, and for the method then. ${order}`,
        why: `the route has ${methods.join(', ')}`,
      });
      expectAllow(reply, methods);
    }
  }
  const reply = await tasks.request('POST', '/tasks/x', { json: { title: 'x' } });
  expectStatus(reply, 405, { look: order, why: 'that the id is no UUID is found out later' });
});

requirement('head-and-options', async ({ service, random }) => {
  const tasks = await service.start();
  const { path, etag } = await createTask(tasks, { title: `${random.word()} 🎉` });
  const look = 'Let HEAD go the way of GET, as far as the one place where the body is written.';
  const conditional = { 'If-None-Match': etag };
  for (const [target, headers] of [
    [path, {}],
    [path, conditional],
    [`${path}?x`, {}],
    ['/tasks', {}],
    ['/tasks?limit=1&status=open', {}],
    ['/tasks?limit=0', {}],
    ['/livez', {}],
    ['/readyz', {}],
    [`/tasks/${nobody}`, {}],
    ['/nowhere', {}],
  ] as const) {
    const sent = { headers: { 'X-Request-Id': random.word(), ...headers } };
    const get = await tasks.request('GET', target, sent);
    const head = await tasks.request('HEAD', target, sent);
    expectStatus(head, get.status, { look, why: `that is what GET answers` });
    // The body of a probe is the learner's choice, and may tell of something that changes, a duration for instance.
    const changes = target === '/livez' || target === '/readyz';
    for (const name of ['content-type', 'content-length', 'etag', 'x-request-id']) {
      if (changes && name === 'content-length') continue;
      expectEqual(
        `the header ${name} of ${told(head)}, as GET has it`,
        head.headers[name],
        get.headers[name],
        {
          look: 'HEAD tells the headers that GET would have, Content-Length and ETag too.',
        },
      );
    }
    expectEqual(`the body of ${told(head)}`, head.text, '', { look: 'An answer to HEAD has no body.' });
  }
  const reply = await tasks.request('HEAD', '/tasks/batch');
  expectStatus(reply, 405, { look: 'HEAD is there where GET is.', why: 'there is no GET' });
  for (const [route, methods] of [
    ...table,
    [path, table[2]?.[1] ?? []],
    ['/tasks/x?y', table[2]?.[1] ?? []],
  ] as const) {
    const options = await tasks.request('OPTIONS', route);
    expectStatus(options, 204, {
      look: 'OPTIONS asks about the route, not about what is behind it.',
      why: 'the route is there',
    });
    expectAllow(options, methods);
    expectEqual('the body of a 204', options.text, '', { look: 'A 204 has no body.' });
  }
});

requirement('problem-json', async ({ service, random }) => {
  const tasks = await service.start({ env: { MAX_BODY_BYTES: '1000' } });
  const { path } = await createTask(tasks, { title: random.word() });
  const json = { 'Content-Type': 'application/json' };
  const cases: readonly (readonly [
    status: number,
    send: (headers: Record<string, string>) => Promise<Answer>,
  ])[] = [
    [400, (headers) => tasks.request('POST', '/tasks', { headers: { ...json, ...headers }, body: '{' })],
    [400, (headers) => tasks.request('GET', '/tasks?limit=many', { headers })],
    [400, (headers) => tasks.request('GET', '/tasks/%zz', { headers })],
    [404, (headers) => tasks.request('GET', '/nowhere', { headers })],
    [404, (headers) => tasks.request('GET', '/no{where}', { headers })],
    [404, (headers) => tasks.request('GET', `/tasks/${nobody}`, { headers })],
    [404, (headers) => tasks.request('DELETE', '/tasks/x', { headers })],
    [405, (headers) => tasks.request('PUT', '/tasks', { headers })],
    [
      409,
      (headers) =>
        tasks.request('POST', '/tasks/batch', {
          headers,
          json: { operations: [{ op: 'delete', id: nobody }] },
        }),
    ],
    [412, (headers) => patchTask(tasks, { path, etag: '"no-such-tag"' }, { title: 'x' }, { headers })],
    [413, (headers) => sendHeadOfLarge(tasks, headers)],
    [
      415,
      (headers) =>
        tasks.request('POST', '/tasks', {
          headers: { 'Content-Type': 'text/plain', ...headers },
          body: '{}',
        }),
    ],
    [422, (headers) => tasks.request('POST', '/tasks', { headers, json: { title: '' } })],
    [422, (headers) => tasks.request('POST', '/tasks', { headers, json: [] })],
    [
      422,
      (headers) =>
        tasks.request('POST', '/tasks', { headers, json: { title: 'x', due: 'soon', priority: 1 } }),
    ],
    [422, (headers) => tasks.request('POST', '/tasks/batch', { headers, json: { operations: 1 } })],
    [428, (headers) => tasks.request('PATCH', path, { headers, json: { title: 'x' } })],
  ];
  const titles = new Map<string, string>();
  const look =
    'Which function makes this answer? Let there be one for all of them, and one place that calls it. A path as it came may have characters that no URI has.';
  for (const [status, send] of cases) {
    const id = random.word(12);
    const reply = await send({ 'X-Request-Id': id });
    expectProblem(reply, status, { look });
    const problem = JSON.parse(reply.text) as Record<string, unknown>;
    expectEqual(`requestId of the problem, as it was sent in X-Request-Id`, problem.requestId, id, {
      look: 'Which id has this request?',
    });
    // Two statuses here come from one cause each, with different details: a bad body, a task that is not there.
    const kind = `${status} ${problem.type}`;
    if (status !== 422) continue;
    const before = titles.get(kind) ?? String(problem.title);
    titles.set(kind, before);
    expectThat(problem.title === before, {
      expected: `\`title\` to be the same for all problems of a kind: ${showValue(before)}`,
      saw: showValue(problem.title),
      look: 'What is special about this case belongs into `detail`.',
    });
  }
  await expectProblemWithoutId(tasks);
});

/** No byte of the body is sent: whoever sends still when the service closes may lose the answer to a reset. */
async function sendHeadOfLarge(tasks: HttpClient, headers: Record<string, string>): Promise<Answer> {
  const all = {
    Host: 'localhost',
    'Content-Type': 'application/json',
    'Content-Length': '20000',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const raw = await tasks.connect();
  await raw.write(`POST /tasks HTTP/1.1\r\n${lines.join('')}\r\n`);
  await raw.gotResponses(1);
  const answer = raw.responses().find(({ status }) => status >= 200);
  if (answer === undefined) {
    return broken({
      expected: 'a POST whose Content-Length is above the limit to be answered before its body comes',
      saw: 'no answer',
      look: 'When is the length looked at?',
    });
  }
  raw.reset();
  return { ...answer, method: 'POST', target: '/tasks', text: answer.body };
}

/** Where the client sends no id, or one that is not taken, the problem tells the id that was made. */
async function expectProblemWithoutId(tasks: HttpClient): Promise<void> {
  const look = 'The id in the problem is the one in the header, also when the service has made it.';
  expectProblem(await tasks.request('GET', '/nowhere'), 404, { look });
  const bad = { 'X-Request-Id': 'not an id' };
  expectProblem(await tasks.request('POST', '/tasks', { headers: bad, json: {} }), 422, { look });
}

function expectAllow(reply: Reply, methods: readonly string[]): void {
  expectEqual(
    `the methods in \`Allow\` of the ${reply.status} to ${told(reply)}`,
    allowedBy(reply),
    [...methods].sort(),
    {
      look: '`Allow` lists exactly the methods of this route. HEAD and OPTIONS are methods, too.',
    },
  );
}
