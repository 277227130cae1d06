import {
  expectEqual,
  expectThat,
  type Reply,
  type RequestOptions,
  requirement,
  type Service,
  showValue,
} from 'checker/kit';
import { expectLineThat } from './log-lines.ts';

const form = /^[A-Za-z0-9_.-]{1,64}$/;
const everywhere =
  'Is the header set before anything else can fail, and do problem and log take the same id?';

requirement('request-id', async ({ service, random }) => {
  const running = await service.start({ env: { MAX_BODY_BYTES: '200' } });
  const ask = (id: string | null, method: string, target: string, options: RequestOptions = {}) =>
    running.request(method, target, {
      ...options,
      headers: { ...options.headers, ...(id === null ? {} : { 'x-request-id': id }) },
    });

  const made = await ask(random.word(), 'POST', '/tasks', { json: { title: random.word() } });
  const { location = '/tasks/none', etag = '"none"' } = made.headers;
  const task = location.replace(/^https?:\/\/[^/]+/, '');
  const everyKind: readonly (readonly [method: string, target: string, options?: RequestOptions])[] = [
    ['GET', '/livez'],
    ['POST', '/tasks', { json: { title: random.word() } }],
    ['HEAD', task],
    ['GET', task, { headers: { 'if-none-match': etag } }],
    ['OPTIONS', '/tasks'],
    ['GET', '/no/such/route'],
    ['PUT', '/tasks'],
    ['PATCH', task, { json: {} }],
    ['POST', '/tasks', { json: { title: 'x'.repeat(200) } }],
    ['POST', '/tasks', { body: 'x', headers: { 'content-type': 'text/plain' } }],
    ['POST', '/tasks', { body: '{', headers: { 'content-type': 'application/json' } }],
    ['GET', '/tasks?limit=none'],
    ['GET', '/tasks/%zz'],
    ['POST', '/tasks', { json: { title: '' } }],
    ['GET', '/tasks/00000000-0000-7000-8000-000000000000'],
    ['PATCH', task, { json: {}, headers: { 'if-match': '"no such tag"' } }],
    ['DELETE', task],
  ];
  const given = new Map<string, Reply>();
  for (const [method, target, options] of everyKind) {
    const id = random.word(random.integer(1, 20));
    const reply = await ask(id, method, target, options);
    expectTaken(id, reply);
    given.set(id, reply);
  }
  for (const [id, reply] of given) await expectInLog(running, reply, id);

  const longest = `Az09_.-${random.word(57)}`;
  for (const id of [longest, '-', '.', '_', '0']) {
    const reply = await ask(id, 'GET', '/no/such/route');
    expectTaken(id, reply);
    await expectInLog(running, reply, id);
  }

  const bad = [
    `${longest}x`,
    '',
    'two words',
    'a,b',
    'a/b',
    'a"b',
    'a\\b',
    'größe',
    'a:b',
    '{}',
    'a+b',
    'a~b',
  ];
  const replaced = new Set<string>();
  for (const id of [...bad, null, null]) {
    const reply = await ask(id, 'GET', '/no/such/route');
    const own = reply.headers['x-request-id'] ?? '';
    expectThat(form.test(own) && own !== id, {
      expected: 'an X-Request-Id of your own making: 1 to 64 of A–Z a–z 0–9 _ . -',
      saw: `X-Request-Id: ${showValue(own)}${id === null ? '' : `, after the request came with ${showValue(id)}`}`,
      look: 'Is the whole text looked at, from its first character to its last, and its length too?',
    });
    expectProblemId(reply, own);
    await expectInLog(running, reply, own);
    expectThat(!replaced.has(own), {
      expected: 'another id for each request that comes without a good one',
      saw: `${showValue(own)} once more`,
      look: 'When is the id made: once, or for each request?',
    });
    replaced.add(own);
  }
});

function expectTaken(id: string, reply: Reply): void {
  expectEqual(
    `X-Request-Id of ${reply.method} ${reply.target} (${reply.status})`,
    reply.headers['x-request-id'],
    id,
    { look: everywhere },
  );
  expectProblemId(reply, id);
}

function expectProblemId({ method, target, status, json }: Reply, id: string): void {
  if (status < 400 || method === 'HEAD') return;
  const told =
    typeof json === 'object' && json !== null ? (json as { requestId?: unknown }).requestId : undefined;
  expectEqual(`requestId in the problem of ${method} ${target} (${status})`, told, id, { look: everywhere });
}

async function expectInLog(service: Service, { method, target }: Reply, id: string): Promise<void> {
  const path = target.split('?')[0];
  await expectLineThat(
    service,
    (line) => line.requestId === id && line.method === method && line.path === path,
    {
      expected: `the log line of ${method} ${target} to have the requestId of its response, ${showValue(id)}`,
      look: 'Where does the line that is written at the end get the id from?',
    },
  );
}
