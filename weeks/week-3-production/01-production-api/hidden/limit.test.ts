import { expectThat, requirement, type Service, showValue } from 'checker/kit';
import { ask, expectDenied, expectThrough, hardly, limitedTo, tellLimit } from './buckets.ts';
import { startReady } from './instances.ts';
import { tellReply } from './tasks.ts';

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
