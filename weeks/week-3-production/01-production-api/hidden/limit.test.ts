import { expectEqual, expectThat, type Reply, requirement, type Service, showValue } from 'checker/kit';
import type { Range } from './bucket-model.ts';
import {
  ask,
  expectDenied,
  expectThrough,
  hardly,
  limitedTo,
  limitIn,
  tellLimit,
  watchBucket,
} from './buckets.ts';
import { startReady } from './instances.ts';
import { createTask, tellReply } from './tasks.ts';

requirement('allows-burst', async ({ service, random }) => {
  const capacities = [random.integer(4, 9), 1];
  const keys = capacities.map(() => random.word(24));
  const env = { API_KEYS: keys.join(',') };
  const services = await Promise.all(
    capacities.map((capacity) =>
      startReady(service, `capacity-${capacity}`, {
        ...limitedTo(capacity, hardly, env),
        CACHE_NAMESPACE: `tasks-${capacity}`,
      }),
    ),
  );
  for (const [index, capacity] of capacities.entries()) {
    const who = (nth: number) =>
      `request ${nth} of a client that was not seen before, with RATE_LIMIT_CAPACITY=${capacity} and hardly any refill`;
    const send = () =>
      (services[index] as Service).request('GET', '/tasks?limit=1', {
        headers: { 'x-api-key': String(keys[index]) },
        patienceMs: 30_000,
      });
    for (let nth = 1; nth <= capacity; nth += 1) {
      const reply = await send();
      expectThrough(
        reply,
        who(nth),
        'A bucket that is not there is full. How many tokens has it before the first request, and after the last that gets through?',
      );
      expectThat(reply.status === 200, {
        expected: `\`GET /tasks?limit=1\` to be answered with 200: ${who(nth)}`,
        saw: tellReply(reply),
        look: 'The limit lets this one through. What comes behind it?',
      });
    }
    for (let nth = capacity + 1; nth <= capacity + 2; nth += 1) {
      expectDenied(
        await send(),
        who(nth),
        'A request is let through if the level is 1 or more. What is the level now, and where is it kept?',
      );
    }
  }
});

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

requirement('health-exempt', async ({ service, random }) => {
  const key = random.word(24);
  const capacity = 3;
  // Asked as an address: the judge's probes while it started have this bucket, too, if they are counted.
  const running = await startReady(service, 'production-api', limitedTo(capacity, hardly, { API_KEYS: key }));
  const look =
    'Look at the path before the bucket, whatever the method is, and whatever stands behind a `?`.';
  const probe = async (when: string, headers: Readonly<Record<string, string>>) => {
    for (const target of ['/livez', '/readyz', '/livez?x=1', '/readyz?x=1']) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
        const reply = await running.request(method, target, {
          headers,
          patienceMs: 30_000,
          transcript: false,
        });
        expectThat(reply.status !== 429 && tellLimit(reply) === 'none of the headers', {
          expected: `\`${method} ${target}\` ${when} not to be limited, and to have none of the headers`,
          saw: `${reply.status} with ${tellLimit(reply)}`,
          look,
        });
        const fine = method === 'POST' || (reply.status >= 200 && reply.status < 300);
        expectThat(fine, {
          expected: `\`${method} ${target}\` ${when} to be answered as ever`,
          saw: tellReply(reply),
          look,
        });
      }
    }
  };
  for (const [told, headers] of [
    ['a client without a key', {}],
    ['a client with a key', { 'x-api-key': key }],
  ] as const) {
    await probe(`from ${told} that has asked for nothing else`, headers);
    for (let nth = 1; nth <= capacity; nth += 1) {
      expectThrough(
        await ask(running, { headers }),
        `request ${nth} from ${told} with a bucket of ${capacity}, whose probes cost nothing`,
        look,
      );
    }
    expectDenied(await ask(running, { headers }), `from ${told} that has used up its bucket`, look);
    await probe(`from ${told} that has used up its bucket`, headers);
    for (const target of ['/livez/x', '/readyzz']) {
      expectDenied(
        await running.request('GET', target, { headers, patienceMs: 30_000 }),
        `from ${told} that has used up its bucket`,
        'That is no probe, it only begins like one. 404s count.',
      );
    }
  }
});

requirement('rejects-early', async ({ service, relay, random }) => {
  const key = random.word(24);
  const toPostgres = await relay.postgres(await service.database());
  const running = await startReady(service, 'production-api', {
    ...limitedTo(2, hardly, { API_KEYS: key }),
    DATABASE_URL: toPostgres.url,
    MAX_BODY_BYTES: '1000',
  });
  const headers = { 'x-api-key': key };
  const reply = await running.request('POST', '/tasks', { headers, json: { title: random.word() } });
  const { id } = (reply.json ?? {}) as { readonly id?: unknown };
  expectThat(reply.status === 201 && typeof id === 'string', {
    expected: '`POST /tasks` with a token to be answered with 201 and a task',
    saw: tellReply(reply),
    look: 'The limit lets this one through. What comes behind it?',
  });
  const path = `/tasks/${id}`;
  await ask(running, { headers });

  const who = 'from a client that has used up its bucket';
  const mark = toPostgres.mark();
  const denied: readonly (readonly [method: string, target: string, more?: object])[] = [
    ['GET', '/tasks?limit=1'],
    ['GET', path],
    ['HEAD', path],
    ['GET', `${path}/history`],
    ['DELETE', path],
    ['POST', '/tasks', { json: { title: random.word() } }],
    ['POST', '/tasks/batch', { json: { operations: [{ op: 'delete', id }] } }],
    ['PATCH', path, { json: { title: 'x' }, headers: { ...headers, 'if-match': '*' } }],
    // What other faults are told for otherwise: 400, 404, 405, 413, 415, 422, 428.
    ['POST', '/tasks', { body: '{', headers: { ...headers, 'content-type': 'application/json' } }],
    ['GET', '/tasks/%zz'],
    ['GET', '/nowhere'],
    ['PUT', '/tasks'],
    ['OPTIONS', '/tasks'],
    ['POST', '/tasks', { json: { title: 'x'.repeat(2000) } }],
    ['POST', '/tasks', { body: 'x', headers: { ...headers, 'content-type': 'text/plain' } }],
    ['POST', '/tasks', { json: { title: '' } }],
    ['PATCH', path, { json: {} }],
  ];
  for (const [method, target, more] of denied) {
    expectDenied(
      await running.request(method, target, { headers, patienceMs: 30_000, ...more }),
      who,
      'Before the route is looked for, and before anything is read. What else has a say before the limit?',
    );
  }
  const expectNoSql = () => {
    const statements = toPostgres.statements({ since: mark });
    expectThat(statements.length === 0, {
      expected: 'no SQL to be sent for requests that are denied',
      saw: `${statements.length} statements, the first one ${showValue(statements[0]?.sql.slice(0, 120))}`,
      look: 'What is begun before the limit has spoken?',
    });
  };
  expectNoSql();
  const framings = [
    ['with a Content-Length, of whose body only the beginning has come', 'Content-Length: 400', '{"title":'],
    ['in chunks, of whose body only the first has come', 'Transfer-Encoding: chunked', '9\r\n{"title":\r\n'],
    ['with a Content-Length, of whose body nothing has come', 'Content-Length: 400', ''],
  ] as const;
  for (const [told, framing, beginning] of framings) {
    await using connection = await running.connect();
    const head = `POST /tasks HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${key}\r\nContent-Type: application/json\r\n${framing}\r\n\r\n`;
    await connection.write(head + beginning);
    const came = await connection.gotResponses(1, 10_000);
    const [answer] = connection.responses();
    expectThat(came && answer?.status === 429, {
      expected: `\`POST /tasks\` ${who}, ${told}, to be answered with 429 without the rest`,
      saw: answer === undefined ? 'no answer in 10 seconds' : `${answer.status}: ${showValue(answer.body)}`,
      look: 'Who waits for the body: the limit, or something in front of it?',
    });
  }
  expectNoSql();
});
