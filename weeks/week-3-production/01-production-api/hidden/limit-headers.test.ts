import { expectEqual, expectThat, type Reply, requirement, showValue } from 'checker/kit';
import type { Range } from './bucket-model.ts';
import { ask, expectDenied, hardly, limitedTo, limitIn, tellLimit, watchBucket } from './buckets.ts';
import { startReady } from './instances.ts';
import { createTask } from './tasks.ts';

const everyAnswer =
  'Every request counts, whatever comes of it. Set them on the response before anything else happens, so that whatever is answered has them.';

requirement('429', async ({ service, relay, random }) => {
  const [key, oddKey] = [random.word(24), random.word(24)];
  const headers = { 'x-api-key': key };
  const redis = await service.redis();
  const toPostgres = await relay.postgres(await service.database());
  const slow = { capacity: 15, refillPerSecond: Number(hardly) };
  const odd = { capacity: 4, refillPerSecond: 0.75 };
  const [a, b, c] = await Promise.all([
    startReady(service, 'A', {
      ...limitedTo(slow.capacity, hardly, { API_KEYS: key }),
      DATABASE_URL: toPostgres.url,
    }),
    startReady(service, 'B', { ...limitedTo(4, '0.75', { API_KEYS: oddKey }), CACHE_NAMESPACE: 'odd' }),
    startReady(service, 'C', { ...limitedTo(1, hardly), RATE_LIMIT_ENABLED: 'false' }),
  ]);
  const { path } = await createTask(c, random.word());
  const json = { title: random.word() };
  const requests: readonly (readonly [method: string, target: string, more?: object])[] = [
    ['GET', '/nowhere'],
    ['GET', '/tasks?limit=1'],
    ['POST', '/tasks', { json }],
    ['POST', '/tasks', { json: { title: '' } }],
    ['POST', '/tasks', { body: '{', headers: { ...headers, 'content-type': 'application/json' } }],
    ['POST', '/tasks', { body: 'x', headers: { ...headers, 'content-type': 'text/plain' } }],
    ['GET', path],
    ['HEAD', path],
    ['GET', path, { headers: { ...headers, 'if-none-match': '*' } }],
    ['PATCH', path, { json }],
    ['PUT', '/tasks'],
    ['OPTIONS', '/tasks'],
    ['DELETE', path],
  ];
  const bucket = await watchBucket(redis, slow);
  const askNext = async (method: string, target: string, more: object = {}) => {
    const send = () => a.request(method, target, { headers, patienceMs: 30_000, ...more });
    const { reply, level } = await bucket.ask(send, 'Every request takes one token, whatever comes of it.');
    expectLimit(reply, { ...slow, told: hardly, level });
    return reply;
  };
  for (const [method, target, more] of requests) await askNext(method, target, more);
  await toPostgres.refuse({ cut: true });
  await askNext('GET', '/tasks?limit=1');
  await toPostgres.restore();
  await askNext('GET', '/nowhere');
  for (const [method, target] of [
    ['GET', '/tasks?limit=1'],
    ['POST', '/tasks'],
    ['GET', '/nowhere'],
  ] as const) {
    const denied = await askNext(method, target, method === 'POST' ? { json } : {});
    expectDenied(
      denied,
      `which comes after ${slow.capacity} others of one client`,
      'What has the bucket left?',
    );
    expectQuotaProblem(denied);
  }

  const oddBucket = await watchBucket(redis, odd);
  for (let index = 0; index < 3; index += 1) {
    const { reply, level } = await oddBucket.ask(
      () => ask(b, { headers: { 'x-api-key': oddKey } }),
      everyAnswer,
    );
    expectLimit(reply, { ...odd, told: '0.75', level });
  }

  for (let index = 0; index < 3; index += 1) {
    const reply = await ask(c, { headers });
    expectThat(reply.status === 404 && tellLimit(reply) === 'none of the headers', {
      expected: 'RATE_LIMIT_ENABLED=false to switch all of the limit off, headers too',
      saw: `${reply.status} with ${tellLimit(reply)}`,
      look: 'Where is it decided whether there is a limit at all?',
    });
  }
});

/** `RateLimit-Policy` and `RateLimit`, by what is certain of the level after the request. */
function expectLimit(
  reply: Reply,
  policy: {
    readonly capacity: number;
    readonly refillPerSecond: number;
    readonly told: string;
    readonly level: Range;
  },
): void {
  const { capacity, refillPerSecond, told, level } = policy;
  const asked = `\`${reply.method} ${reply.target}\`, answered with ${reply.status}, with C = ${capacity} and R = ${told}`;
  const wished = `"default";q=${capacity};w=${Math.ceil(capacity / refillPerSecond)}`;
  expectThat(reply.headers['ratelimit-policy'] === wished, {
    expected: `\`RateLimit-Policy: ${wished}\` in the answer to ${asked}`,
    saw: tellLimit(reply),
    look: reply.headers['ratelimit-policy'] === undefined ? everyAnswer : 'q is C, and w is C/R, rounded up.',
  });
  const limit = limitIn(reply);
  const [fewest, most] = [Math.floor(level.least), Math.floor(level.most)];
  expectThat(limit !== null && limit.r >= fewest && limit.r <= most, {
    expected: `\`RateLimit: "default";r=${tellRange(fewest, most)};t=…\`, letter by letter, in the answer to ${asked}`,
    saw: tellLimit(reply),
    look:
      reply.headers.ratelimit === undefined
        ? everyAnswer
        : 'r is the level after this request, rounded down.',
  });
  const secondsFor = (held: number) => Math.max(0, Math.ceil((limit.r + 1 - held) / refillPerSecond));
  const soonest = secondsFor(Math.min(level.most, limit.r + 1));
  const latest = secondsFor(Math.max(level.least, limit.r));
  expectThat(limit.t >= soonest && limit.t <= latest, {
    expected: `\`RateLimit: "default";r=${limit.r};t=${tellRange(soonest, latest)}\` in the answer to ${asked}`,
    saw: tellLimit(reply),
    look: 't is how long it takes from the level after this request until there is one whole token more, in seconds, rounded up.',
  });
}

function expectQuotaProblem(reply: Reply): void {
  const wished = String(Math.max(1, limitIn(reply)?.t ?? 1));
  expectThat(reply.headers['retry-after'] === wished, {
    expected: `\`Retry-After: ${wished}\` in an answer of 429: t, and at least 1`,
    saw: tellLimit(reply),
    look: 'When is the next token there? Who comes before that is denied once more.',
  });
  const media = reply.headers['content-type']?.split(';')[0]?.trim();
  const problem = (reply.json ?? {}) as Readonly<Record<string, unknown>>;
  expectThat(media === 'application/problem+json' && problem.status === 429, {
    expected: '429 to be a problem, `application/problem+json`, with `status` 429',
    saw: `${media}: ${showValue(reply.text.slice(0, 300))}`,
    look: 'All answers from 400 on go one way. Does this one?',
  });
  const { type, 'violated-policies': violated } = problem;
  expectEqual(
    '`type` and `violated-policies` of the problem of 429',
    { type, 'violated-policies': violated },
    {
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      'violated-policies': ['default'],
    },
    {
      look: 'It is a kind of its own, which the draft of the headers has registered. Copy both from the page.',
    },
  );
}

function tellRange(least: number, most: number): string {
  return least === most ? String(least) : `${least} to ${most}`;
}
