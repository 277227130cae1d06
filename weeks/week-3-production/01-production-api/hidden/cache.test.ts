import { setTimeout } from 'node:timers/promises';
import { expectEqual, expectThat, type RedisInstance, type Reply, requirement, showValue } from 'checker/kit';
import {
  contentOf,
  createKnown,
  expectCache,
  expectShows,
  type Known,
  keysOf,
  tellKeys,
  untilHit,
} from './cached.ts';
import { startReady } from './instances.ts';
import { soon } from './probes.ts';
import { tellReply } from './tasks.ts';

const hits =
  'Create a task and ask for it twice with `curl -i`. What does each answer come from, and what does it say?';

requirement('cache-hits', async ({ service, relay, random }) => {
  const database = await service.database();
  const link = await relay.postgres(database);
  const running = await startReady(service, 'production-api', { DATABASE_URL: link.url });
  const known = await createKnown(running, random.word());
  const first = await running.request('GET', known.path);
  expectShows(first, known, 'when it is read for the first time', hits);
  expectCache(first, ['miss', 'hit'], 'when it is read for the first time', hits);
  await untilHit(running, known, 'while Redis is up', hits);

  const before = link.mark();
  const again = await running.request('GET', known.path);
  expectShows(again, known, 'from Redis', 'The ETag has to come out of Redis as well: what is it made of?');
  expectCache(again, 'hit', 'after a hit', hits);
  const head = await running.request('HEAD', known.path);
  expectCache(head, 'hit', 'after a hit', 'HEAD is read through Redis as GET is.');
  expectEqual('status and ETag of that HEAD', [head.status, head.headers.etag], [200, known.etag], {
    look: hits,
  });
  const unchanged = await running.request('GET', known.path, { headers: { 'if-none-match': known.etag } });
  expectEqual('the status of a GET with `If-None-Match` and its ETag', unchanged.status, 304, { look: hits });
  expectCache(unchanged, 'hit', 'with 304', 'The header goes on 200, 304 and 404 of this one route.');
  const statements = link.statements({ since: before }).filter(({ sql }) => /\btasks\b/.test(sql));
  expectThat(statements.length === 0, {
    expected: 'no statement about tasks to be sent for reads that say `hit`',
    saw: showValue(statements[0]?.sql),
    look: 'What is shown came from Redis: who asks the database all the same?',
  });

  for (const method of ['GET', 'HEAD']) {
    const nobody = `/tasks/${known.id.slice(0, -6)}${random.integer(100_000, 999_999)}`;
    const missing = await running.request(method, nobody);
    expectEqual(`the status of \`${method}\` of a task that is not there`, missing.status, 404, {
      look: hits,
    });
    expectCache(missing, 'miss', 'with 404', 'The header goes on 200, 304 and 404 of this one route.');
  }

  const json = { title: random.word() };
  const batch = { operations: [{ op: 'create', task: json }] };
  const others: Reply[] = [
    await running.request('POST', '/tasks', { json }),
    await running.request('GET', '/tasks?limit=1'),
    await running.request('GET', `${known.path}/history`),
    await running.request('POST', '/tasks/batch', { json: batch }),
    await running.request('OPTIONS', known.path),
    await running.request('PUT', known.path, { json }),
    await running.request('GET', '/livez'),
    await running.request('GET', '/nowhere'),
    await running.request('PATCH', known.path, { json, headers: { 'if-match': '"none"' } }),
  ];
  const odd = others.find(({ headers }) => headers['x-cache'] !== undefined);
  expectThat(odd === undefined, {
    expected: 'X-Cache on answers to GET and HEAD of `/tasks/{id}` with 200, 304 or 404, and on no others',
    saw: `X-Cache: ${odd?.headers['x-cache']} on ${odd?.method} ${odd?.target}, ${odd?.status}`,
    look: 'Where is the header set: in front of all routes, or where a single task is read?',
  });

  // What Redis has is old now, by foreign SQL: whatever decides must not go by it.
  const title = random.word();
  await untilHit(running, known, 'before a foreign change', hits);
  await database.query('UPDATE public.tasks SET title = $1 WHERE id = $2', [title, known.id]);
  const look =
    'Lists, history and every decision about a change go to the database. Who reads through the cache there?';
  const list = await running.request('GET', '/tasks?limit=100');
  expectThat(list.text.includes(title), {
    expected: 'a list to show what the database has, while Redis still has the task as it was',
    saw: tellReply(list),
    look,
  });
  await database.query('DELETE FROM public.tasks WHERE id = $1', [known.id]);
  const patched = await running.request('PATCH', known.path, { json, headers: { 'if-match': known.etag } });
  expectThat(patched.status === 404, {
    expected: 'a PATCH of a task to be answered with 404, that is in Redis and no longer in the database',
    saw: tellReply(patched),
    look,
  });
});

const lives = '`redis-cli keys "*"` and `redis-cli pttl <key>` show what you leave behind, and for how long.';

requirement('ttl', async ({ service, random }) => {
  const ttlMs = random.integer(40_000, 50_000);
  const [database, redis] = [await service.database(), await service.redis()];
  const running = await startReady(service, 'production-api', { CACHE_TTL_MS: String(ttlMs) });
  const known = await createKnown(running, random.word(16));
  await untilHit(running, known, 'while Redis is up', hits);
  const nobody = `/tasks/${known.id.slice(0, -6)}${random.integer(100_000, 999_999)}`;
  await running.request('GET', nobody);
  const holders: string[] = [];
  for (const key of await keysOf(redis)) {
    const left = Number(await redis.command('PTTL', key));
    expectThat(left > 0 || left === -2, {
      expected: 'every key to have a time to live',
      saw: `PTTL of ${key} is ${left}`,
      look: lives,
    });
    if (!(await holds(redis, key, known))) continue;
    holders.push(key);
    expectThat(left <= ttlMs, {
      expected: `the PTTL of a key that holds a task to be at most CACHE_TTL_MS=${ttlMs}`,
      saw: `${left}, of ${key}`,
      look: 'Milliseconds or seconds? `SET key value PX milliseconds` is one step.',
    });
  }
  expectThat(holders.length > 0, {
    expected: 'a key in Redis to hold the task that was a hit',
    saw: tellKeys(await keysOf(redis)),
    look: 'Where does a hit come from?',
  });

  // A hit is no fill: it makes nothing live longer.
  const shorter = Math.floor(ttlMs / 2);
  for (const key of holders) await redis.command('PEXPIRE', key, shorter);
  await untilHit(running, known, 'while Redis is up', hits);
  for (const key of holders) {
    const left = Number(await redis.command('PTTL', key));
    expectThat(left <= shorter, {
      expected: `a key whose PTTL was ${shorter} to have no longer to live after a hit`,
      saw: `${left}, of ${key}`,
      look: 'What is read again and again must not stay for ever: who prolongs it?',
    });
  }

  const title = random.word(16);
  await database.query('UPDATE public.tasks SET title = $1 WHERE id = $2', [title, known.id]);
  for (const key of await keysOf(redis)) await redis.command('PEXPIRE', key, 1);
  // At the next look they are gone: Redis removes by itself what is over.
  for (let index = 0; index < 200 && (await keysOf(redis)).length > 0; index += 1) await setTimeout(5);
  const reply = await running.request('GET', known.path);
  const { title: shown } = (reply.json ?? {}) as { readonly title?: unknown };
  expectThat(reply.status === 200 && shown === title, {
    expected: 'a task to be read anew when its time in Redis is over',
    saw: tellReply(reply),
    look: 'Is there another copy, in the process?',
  });
});

/** Whether the task's title stands in what the key has, whatever type it is of. */
async function holds(redis: RedisInstance, key: string, { task, id }: Known): Promise<boolean> {
  return (await contentOf(redis, key))?.includes(String(task.title)) ?? key.includes(id);
}

requirement('negative-results-not-poisonous', async ({ service, relay, random }) => {
  const [database, redis] = [await service.database(), await service.redis()];
  const link = await relay.postgres(database);
  const running = await startReady(service, 'production-api', { DATABASE_URL: link.url });
  const known = await createKnown(running, random.word());
  const away = `${known.id.slice(0, -6)}${random.integer(100_000, 999_999)}`;
  const rename = (from: string, to: string) =>
    database.query('UPDATE public.tasks SET id = $2 WHERE id = $1', [from, to]);
  await rename(known.id, away);
  await redis.command('FLUSHDB');
  for (let index = 0; index < 3; index += 1) {
    const reply = await running.request('GET', known.path);
    expectThat(reply.status === 404, {
      expected: 'GET of a task that is not there to be answered with 404',
      saw: tellReply(reply),
      look: 'What does an answer come from, once Redis was flushed?',
    });
    expectCache(
      reply,
      'miss',
      'with 404: nothing is kept of it',
      'What do you put into Redis when there is no such task?',
    );
  }
  await rename(away, known.id);
  expectShows(
    await running.request('GET', known.path),
    known,
    'since it is there now, and was not a moment ago',
    'What do you put into Redis when the database says that there is no such task? `null` is a value like any other.',
  );

  // And an error of the database is nothing to be remembered.
  const other = await createKnown(running, random.word());
  await redis.command('FLUSHDB');
  await link.refuse({ cut: true });
  for (let index = 0; index < 2; index += 1) {
    const failed = await running.request('GET', other.path);
    expectThat(failed.status === 503, {
      expected:
        'GET of a task that is not in Redis to be answered with 503 while PostgreSQL refuses connections',
      saw: tellReply(failed),
      look: 'Which answer does a reader get when neither of the two has it to give?',
    });
  }
  await link.restore();
  let last: Reply | undefined;
  await soon(
    'a task to be shown again after PostgreSQL is back',
    async () => {
      last = await running.request('GET', other.path, { transcript: false });
      return { holds: last.status === 200, saw: tellReply(last) };
    },
    'A failing database is asked again: what was kept of the failure?',
  );
  if (last !== undefined) expectShows(last, other, 'after PostgreSQL is back', hits);
});

const garbage: readonly (string | Buffer)[] = [
  'garbage',
  'null',
  '{}',
  '[]',
  '""',
  '1',
  '',
  '{"version":1,"task":{}}',
  '{"version":1,"task":null}',
  Buffer.from([0xff, 0xfe, 0x00, 0x80]),
];

requirement('bad-cache-entry', async ({ service, random }) => {
  const redis = await service.redis();
  const running = await startReady(service, 'production-api');
  const [known, other] = [
    await createKnown(running, random.word()),
    await createKnown(running, random.word()),
  ];
  const look =
    'What comes from Redis comes from outside: it is parsed, and its shape and its id are looked at. What does not fit is a miss.';
  const holders = async (of: Known) => {
    await untilHit(running, of, 'while Redis is up', hits);
    const keys = [];
    for (const key of await keysOf(redis))
      if (key.includes(of.id) || (await holds(redis, key, of))) keys.push(key);
    return keys;
  };
  const tries: readonly (readonly [told: string, plant: (key: string) => Promise<unknown>])[] = [
    ...garbage.map(
      (value) =>
        [
          `where ${showValue(value.toString())} stands in Redis`,
          (key: string) => redis.command('SET', key, value),
        ] as const,
    ),
    ['where a list stands in Redis', (key) => redis.command('RPUSH', key, 'a', 'b')],
    ['where a hash stands in Redis', (key) => redis.command('HSET', key, 'title', 'x')],
  ];
  for (const [told, plant] of tries) {
    for (const key of await holders(known)) {
      await redis.command('DEL', key);
      await plant(key);
    }
    expectShows(await running.request('GET', known.path), known, told, look);
    await untilHit(
      running,
      known,
      `again, ${told}`,
      'Who removes what nobody can read, so that it can be filled anew?',
    );
  }

  // Another task, as your service itself has put it there.
  await untilHit(running, other, 'while Redis is up', hits);
  for (const key of await holders(known)) {
    const source = key.replaceAll(known.id, other.id);
    if (source !== key) await redis.command('COPY', source, key, 'REPLACE');
  }
  expectShows(await running.request('GET', known.path), known, 'where another task stands at its key', look);
  await untilHit(running, known, 'again, where another task stood at its key', look);
});

requirement('namespaces', async ({ service, postgres, random }) => {
  const redis = await service.redis();
  const limit = {
    RATE_LIMIT_ENABLED: 'true',
    RATE_LIMIT_CAPACITY: '8',
    RATE_LIMIT_REFILL_PER_SECOND: '0.001',
  };
  const [one, two] = [`one-${random.word()}`, `two_${random.word()}`];
  const title = random.word();
  const maker = await startReady(service, 'the maker', { CACHE_NAMESPACE: 'maker' });
  const known = await createKnown(maker, title);
  maker.signal('SIGTERM');
  await maker.exited;
  await redis.command('FLUSHDB');

  const usual = await service.database();
  const copy = await postgres.database({ from: usual });
  const changed = random.word();
  await copy.query('UPDATE public.tasks SET title = $1 WHERE id = $2', [changed, known.id]);
  const a = await startReady(service, 'A', { ...limit, CACHE_NAMESPACE: one });
  const b = await startReady(service, 'B', { ...limit, CACHE_NAMESPACE: two, DATABASE_URL: copy.url });
  const look = 'Make names in one place, which has the namespace. Locks, leases and buckets are keys, too.';
  expectShows(await a.request('GET', known.path), known, 'by a service with one namespace', look);
  const shown = (await b.request('GET', known.path)).json as { readonly title?: unknown } | undefined;
  expectEqual(
    'the title that a service with another namespace and another database shows, in the same Redis',
    shown?.title,
    changed,
    { look },
  );
  // All of A's tokens.
  for (let index = 0; index < 20; index += 1) await a.request('GET', '/nowhere', { transcript: false });
  expectEqual(
    'the status of a request to a service whose bucket is empty',
    (await a.request('GET', '/nowhere')).status,
    429,
    {
      look: 'That is a promise of the rate limit.',
    },
  );
  expectEqual(
    'the status of the same request to a service with another namespace',
    (await b.request('GET', '/nowhere')).status,
    404,
    {
      look,
    },
  );
  await b.request('GET', known.path);
  const keys = await keysOf(redis);
  const prefixes = [one, two].flatMap((name) => [`${name}:cache:`, `${name}:rl:`]);
  const stray = keys.filter((key) => !prefixes.some((prefix) => key.startsWith(prefix)));
  expectThat(stray.length === 0 && keys.length > 0, {
    expected: `all keys to begin with one of ${prefixes.join(', ')}`,
    saw: tellKeys(stray.length > 0 ? stray : keys),
    look,
  });
});
