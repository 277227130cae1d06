import { expectThat, type FaultyLink, type Reply, requirement, type Service } from 'checker/kit';
import {
  ask,
  expectDenied,
  expectThrough,
  hardly,
  isDenied,
  limitedTo,
  nobodys,
  tellLimit,
} from './buckets.ts';
import { startReady } from './instances.ts';
import { soon } from './probes.ts';
import { tellReply } from './tasks.ts';

requirement('shared-by-instances', async ({ service, random }) => {
  const capacity = 6;
  const [first, second] = [{ 'x-api-key': random.word(24) }, { 'x-api-key': random.word(24) }];
  const keys = `${first['x-api-key']},${second['x-api-key']}`;
  const env = limitedTo(capacity, hardly, { API_KEYS: keys });
  const [a, b] = await Promise.all([startReady(service, 'A', env), startReady(service, 'B', env)]);
  const look =
    'All of a bucket is in Redis, under a name that each instance makes in the same way. What stays in the process?';
  const told = (nth: number, where: string) =>
    `request ${nth} of a client with a bucket of ${capacity}, ${where}`;

  // One after the other, in turn.
  for (let nth = 1; nth <= capacity; nth += 1) {
    expectThrough(
      await ask(nth % 2 === 0 ? a : b, { headers: first }),
      told(nth, `to ${nth % 2 === 0 ? 'A' : 'B'}, in turn`),
      look,
    );
  }
  for (const [instance, name] of [
    [a, 'A'],
    [b, 'B'],
  ] as const) {
    expectDenied(
      await ask(instance, { headers: first }),
      told(capacity + 1, `to ${name}, after three to each`),
      look,
    );
  }

  // Some before the end of an instance, the others after its start.
  for (let nth = 1; nth <= 2; nth += 1) {
    expectThrough(await ask(a, { headers: second }), told(nth, 'to A'), look);
    expectThrough(await ask(b, { headers: second }), told(nth + 2, 'to B'), look);
  }
  a.signal('SIGTERM');
  b.kill();
  await Promise.all([a.ended(), b.ended()]);
  const again = 'Who is there when an instance ends, or is killed, and begins anew? What did it clear away?';
  const restarted = await startReady(service, 'A-again', env);
  expectDenied(await ask(restarted, { headers: first }), told(capacity + 1, 'after a restart'), again);
  for (let nth = 5; nth <= capacity; nth += 1) {
    expectThrough(await ask(restarted, { headers: second }), told(nth, 'after a restart'), again);
  }
  expectDenied(await ask(restarted, { headers: second }), told(capacity + 1, 'after a restart'), again);
});

requirement('redis-down-policy', async ({ service, redis, relay, random }) => {
  const headers = { 'x-api-key': random.word(24) };
  const capacity = 3;
  const stage = async (fail: 'open' | 'closed') => {
    const link = await relay.redis(await redis.instance());
    const env = limitedTo(capacity, hardly, { API_KEYS: headers['x-api-key'], RATE_LIMIT_FAIL: fail });
    const running = await startReady(service, fail, {
      ...env,
      REDIS_URL: link.url,
      // Short, where nothing is to be waited for.
      REDIS_TIMEOUT_MS: '1000',
    });
    return { fail, running, link };
  };
  const stages = await Promise.all([stage('open'), stage('closed')]);
  const [open, closed] = stages.map(({ running }) => running) as [Service, Service];
  const list = () => open.request('GET', '/tasks?limit=1', { headers, patienceMs: 30_000 });
  // Who keeps what Redis said last has something to show.
  await list();
  const outages: readonly (readonly [when: string, begin: (link: FaultyLink) => Promise<void> | void])[] = [
    ['while Redis refuses connections', (link) => link.refuse({ cut: true })],
    ['while Redis is silent', (link) => link.hang()],
  ];
  for (const [when, begin] of outages) {
    for (const { link } of stages) await begin(link);
    const [opened, refused] = await Promise.all([
      Promise.all(Array.from({ length: capacity + 2 }, list)),
      Promise.all(
        [
          ['GET', '/tasks'],
          ['POST', '/tasks'],
          ['GET', nobodys],
          ['DELETE', nobodys],
        ].map(([method = '', target = '']) => {
          const json = method === 'POST' ? { json: { title: random.word() } } : {};
          return closed.request(method, target, { headers, patienceMs: 30_000, ...json });
        }),
      ),
    ]);
    for (const reply of opened) expectOpen(reply, when);
    for (const reply of refused) expectClosed(reply, when);
    for (const { link } of stages) await link.restore();
    // Who is counted has used up the bucket after some requests, and who is not counted is never denied.
    for (const { running, fail } of stages) {
      await soon(
        `clients to be counted again after Redis is back, with RATE_LIMIT_FAIL=${fail}: denied when their bucket of ${capacity} is used up`,
        async () => {
          const reply = await ask(running, { headers, transcript: false });
          return { holds: isDenied(reply), saw: `${reply.status} with ${tellLimit(reply)}` };
        },
        'What is remembered of an outage, and for how long?',
      );
    }
  }
});

function expectOpen(reply: Reply, when: string): void {
  expectThat(reply.status === 200, {
    expected: `\`GET /tasks?limit=1\` to be answered with 200 ${when}, with RATE_LIMIT_FAIL=open`,
    saw: tellReply(reply),
    look: 'Nobody can say how much this client has used. What is then to hold, by the variable?',
  });
  expectThat(tellLimit(reply) === 'none of the headers', {
    expected: `an answer without \`RateLimit\` and \`RateLimit-Policy\` ${when}, with RATE_LIMIT_FAIL=open`,
    saw: tellLimit(reply),
    look: 'Nothing is known of the bucket. Where do these values come from?',
  });
}

function expectClosed(reply: Reply, when: string): void {
  expectThat(reply.status === 503 && reply.headers['retry-after'] === '1', {
    expected: `\`${reply.method} ${reply.target}\` to be answered with 503 and \`Retry-After: 1\` ${when}, with RATE_LIMIT_FAIL=closed`,
    saw: `Retry-After: ${reply.headers['retry-after'] ?? 'none'}, ${tellReply(reply)}`,
    look: 'Nobody can say how much this client has used. What is then to hold, by the variable, and for every path?',
  });
  const media = reply.headers['content-type']?.split(';')[0]?.trim();
  expectThat(media === 'application/problem+json', {
    expected: `503 to be a problem, \`application/problem+json\`, ${when}`,
    saw: `${media}: ${tellReply(reply)}`,
    look: 'All answers from 400 on go one way. Does this one?',
  });
}
