import { setTimeout } from 'node:timers/promises';
import { expectThat, requirement, type Service } from 'checker/kit';
import { createKnown, expectCache, expectShows, type Known, untilHit } from './cached.ts';
import { startReady } from './instances.ts';
import { rankOf } from './log-lines.ts';
import { expectWithin, moreMs, soon } from './probes.ts';
import { createTask, tellReply } from './tasks.ts';

const away = 'Redis is never needed. Who throws, who waits, and where is that caught?';

/** A read from the database, without a delay that would come of Redis. */
async function expectBypass(service: Service, known: Known, when: string, withinMs = moreMs): Promise<void> {
  const reply = await service.request('GET', known.path, { patienceMs: 30_000 });
  expectShows(reply, known, when, away);
  expectCache(reply, 'bypass', when, 'What does the header say where Redis could not be asked?');
  expectWithin(reply, withinMs, { of: `${withinMs} ms ${when}`, look: away });
}

requirement('redis-down', async ({ service, relay, random }) => {
  const link = await relay.redis(await service.redis());
  const running = await startReady(service, 'production-api', {
    REDIS_URL: link.url,
    REDIS_TIMEOUT_MS: '20000',
    REQUEST_TIMEOUT_MS: '25000',
  });
  const known = await createKnown(running, random.word());
  const changing = await createKnown(running, random.word());
  await untilHit(running, known, 'while Redis is up', away);
  await untilHit(running, changing, 'while Redis is up', away);

  // Broken while an answer is on its way.
  link.holdReplies();
  const mark = link.mark();
  const reading = running.request('GET', known.path, { patienceMs: 30_000 });
  await link.sees('a command to Redis', () => link.commands({ since: mark }).length > 0);
  await link.refuse({ cut: true });
  const broken = await reading;
  expectShows(broken, known, 'while the connection to Redis breaks', away);
  expectCache(broken, 'bypass', 'while the connection to Redis breaks', away);
  expectWithin(broken, 2 * moreMs, { of: 'a moment after the connection to Redis broke', look: away });

  const when = 'while Redis refuses connections';
  for (let index = 0; index < 5; index += 1) await expectBypass(running, known, when);
  const warnings = () => running.logs().filter((line) => rankOf(line) === 2).length;
  const before = warnings();
  const title = random.word();
  const patched = await running.request('PATCH', changing.path, {
    json: { title },
    headers: { 'if-match': changing.etag },
    patienceMs: 30_000,
  });
  expectThat(patched.status === 200, {
    expected: `a PATCH to be answered with 200 ${when}: the change succeeds all the same`,
    saw: tellReply(patched),
    look: 'The change is committed. Who throws after that, since the cache could not be told?',
  });
  expectWithin(patched, moreMs, { of: `${moreMs} ms ${when}`, look: away });
  const warned = await running.log((line) => rankOf(line) === 2 && warnings() > before, 3000);
  expectThat(warned !== null, {
    expected: `a line at \`warn\` which says that the cache was not told of a PATCH, ${when}`,
    saw: 'no new line at that level',
    look: 'Readers may see the old version for a while. Who will ever know why?',
  });
  const etag = patched.headers.etag ?? '';
  const now = { ...changing, etag, task: (patched.json ?? {}) as Known['task'] };
  await expectBypass(running, now, `after a PATCH ${when}`);
  await createTask(running, random.word());
  const operations = [{ op: 'update', id: changing.id, task: { title: random.word() } }];
  const others = [
    await running.request('GET', '/tasks?limit=1'),
    await running.request('POST', '/tasks/batch', { json: { operations } }),
    await running.request('GET', `${known.path}/history`),
    await running.request('DELETE', changing.path),
  ];
  const odd = others.find(({ status }) => status !== 200 && status !== 204);
  expectThat(odd === undefined, {
    expected: `everything to be served ${when}`,
    saw: odd === undefined ? '' : `${odd.method} ${odd.target}: ${tellReply(odd)}`,
    look: away,
  });
  const missing = await running.request('GET', changing.path);
  expectThat(missing.status === 404, {
    expected: `a task that was deleted to be 404 ${when}`,
    saw: tellReply(missing),
    look: away,
  });
  expectCache(
    missing,
    'bypass',
    `with 404, ${when}`,
    'The header says where the answer comes from, whatever it is.',
  );
});

requirement('redis-hangs', async ({ service, relay, random }) => {
  const timeoutMs = 3000;
  const slackMs = 1500;
  const [silent, slow] = [await relay.redis(await service.redis()), await relay.redis(await service.redis())];
  const env = {
    REDIS_TIMEOUT_MS: String(timeoutMs),
    REQUEST_TIMEOUT_MS: '25000',
    RATE_LIMIT_ENABLED: 'true',
    RATE_LIMIT_CAPACITY: '100000',
  };
  const a = await startReady(service, 'A', { ...env, REDIS_URL: silent.url });
  const b = await startReady(service, 'B', { ...env, REDIS_URL: slow.url });
  const [first, second, third, fourth] = [
    await createKnown(a, random.word()),
    await createKnown(a, random.word()),
    await createKnown(b, random.word()),
    await createKnown(a, random.word()),
  ];
  const look =
    'The limit, the lookup and the fill add up. Give a request one budget, or do not ask again while an answer is overdue.';
  const of = `twice REDIS_TIMEOUT_MS=${timeoutMs}, all its commands together`;
  // A server that has forgotten the scripts is asked twice: once before it is slow.
  await untilHit(b, await createKnown(b, random.word()), 'while Redis is up', away);
  silent.hang();
  // Each of the three commands of this one comes just in time.
  slow.delay(0.95 * timeoutMs, { of: 'replies' });
  const [read, patched, crowd, delayed] = await Promise.all([
    a.request('GET', first.path, { patienceMs: 30_000 }),
    a.request('PATCH', second.path, { json: {}, headers: { 'if-match': second.etag }, patienceMs: 30_000 }),
    Promise.all(
      Array.from({ length: 10 }, () =>
        a.request('GET', fourth.path, { patienceMs: 30_000, transcript: false }),
      ),
    ),
    b.request('GET', third.path, { patienceMs: 30_000 }),
  ]);
  for (const reply of [read, patched, delayed, ...crowd])
    expectWithin(reply, 2 * timeoutMs + slackMs, { of, look });
  const silence = 'while Redis is silent';
  expectShows(read, first, silence, away);
  expectCache(read, 'bypass', silence, 'What has not answered in time could not be asked.');
  expectThat(patched.status === 200, {
    expected: `a PATCH to be answered with 200 ${silence}`,
    saw: tellReply(patched),
    look: away,
  });
  expectShows(delayed, third, 'while Redis is slow', away);
  for (const reply of crowd) expectCache(reply, 'bypass', silence, look);
  await expectBypass(a, fourth, silence, 2 * timeoutMs + slackMs);
});

requirement('redis-not-fatal', async ({ service, relay, random }) => {
  const [refusing, silent] = [
    await relay.redis(await service.redis()),
    await relay.redis(await service.redis()),
  ];
  await refusing.refuse();
  silent.hang();
  const env = { REDIS_TIMEOUT_MS: '300' };
  const [a, b] = await Promise.all([
    service.start({ name: 'A', env: { ...env, REDIS_URL: refusing.url } }),
    service.start({ name: 'B', env: { ...env, REDIS_URL: silent.url } }),
  ]);
  const known = await createKnown(a, random.word());
  await expectBypass(a, known, 'by a service that was started while Redis refused connections');
  await expectBypass(b, known, 'by a service that was started while Redis was silent');
  // Whoever gives up once and for all ends a little later.
  await setTimeout(1500);
  await expectBypass(
    a,
    known,
    'by a service that was started while Redis refused connections, a while after',
  );
});

requirement('cache-recovers', async ({ service, relay, random }) => {
  /** Long enough for someone who doubles his waiting to be waiting for long. */
  const outageMs = 7000;
  const redis = await service.redis();
  const [refused, silent] = [await relay.redis(redis), await relay.redis(redis)];
  const env = { REDIS_TIMEOUT_MS: '300' };
  const services = [
    {
      told: 'had refused connections',
      link: refused,
      running: await startReady(service, 'A', { ...env, REDIS_URL: refused.url }),
    },
    {
      told: 'was silent',
      link: silent,
      running: await startReady(service, 'B', { ...env, REDIS_URL: silent.url }),
    },
  ];
  const known = await createKnown(services[0]?.running as Service, random.word());
  await Promise.all(services.map(({ running }) => untilHit(running, known, 'while Redis is up', away)));
  await refused.refuse({ cut: true });
  silent.hang();
  const end = performance.now() + outageMs;
  while (performance.now() < end) {
    await Promise.all(
      services.map(({ running }) => running.request('GET', known.path, { transcript: false })),
    );
    await setTimeout(200);
  }
  for (const { link } of services) await link.restore();
  await Promise.all(
    services.map(({ told, running }) =>
      soon(
        `a hit after Redis ${told} for ${outageMs / 1000} seconds and is back, without a restart`,
        async () => {
          const reply = await running.request('GET', known.path, { transcript: false });
          expectShows(reply, known, 'after Redis is back', away);
          return { holds: reply.headers['x-cache'] === 'hit', saw: `X-Cache: ${reply.headers['x-cache']}` };
        },
        'How long does the client of Redis wait between two tries, and does it ever give up? What becomes of a connection that is silent?',
      ),
    ),
  );
});
