import { expectThat, type FaultyLink, requirement, type Service } from 'checker/kit';
import { startReady } from './instances.ts';
import { expectReadiness, expectStatus, expectWithin, moreMs, readiness, soon, tellSent } from './probes.ts';
import { tellReply } from './tasks.ts';

const alive =
  '`/livez` asks nobody. Does it go through anything that waits: a pool, the limit, a check that it shares with `/readyz`?';

requirement('liveness-ignores-dependencies', async ({ service, relay }) => {
  const [toPostgres, toRedis] = [
    await relay.postgres(await service.database()),
    await relay.redis(await service.redis()),
  ];
  const env = {
    DATABASE_URL: toPostgres.url,
    REDIS_URL: toRedis.url,
    RATE_LIMIT_ENABLED: 'true',
    RATE_LIMIT_FAIL: 'closed',
    // Whoever waits for one of them waits longer than the judge.
    HEALTH_TIMEOUT_MS: '20000',
    REQUEST_TIMEOUT_MS: '25000',
    REDIS_TIMEOUT_MS: '15000',
    DB_ACQUIRE_TIMEOUT_MS: '20000',
  };
  const running = await startReady(service, 'production-api', env);
  const before = [toPostgres.mark(), toRedis.mark()];
  for (let index = 0; index < 3; index += 1)
    await expectStatus(running, '/livez', 200, { when: 'while all is well', look: alive });
  const asked =
    toPostgres.statements({ since: before[0] ?? 0 }).length +
    toRedis.commands({ since: before[1] ?? 0 }).length;
  expectThat(asked === 0, {
    expected: 'no statement and no command to be sent for three `GET /livez`',
    saw: `${asked} of them`,
    look: alive,
  });

  const expectAlive = async (when: string) => {
    for (const target of ['/livez', '/livez?x=1']) {
      const reply = await expectStatus(running, target, 200, { when, look: alive });
      expectWithin(reply, moreMs, { of: `a moment ${when}`, look: alive });
    }
  };
  toPostgres.hang();
  toRedis.hang();
  // A probe that waits must not keep the other waiting.
  const waiting = running.attempt('GET', '/readyz', { patienceMs: 30_000 });
  await expectAlive('while PostgreSQL and Redis are silent');
  await toPostgres.refuse({ cut: true });
  await toRedis.refuse({ cut: true });
  await expectAlive('while PostgreSQL and Redis refuse connections');
  await waiting;
});

const each = 'Ask them one by one, then both: what is up, what is down, and what follows for the whole?';

requirement('readiness-reports-each', async ({ service, relay }) => {
  const [database, redis] = [await service.database(), await service.redis()];
  const stage = async (name: string, env: Readonly<Record<string, string>>) => {
    const [toPostgres, toRedis] = [await relay.postgres(database), await relay.redis(redis)];
    const urls = { DATABASE_URL: toPostgres.url, REDIS_URL: toRedis.url };
    return { running: await startReady(service, name, { ...urls, ...env }), toPostgres, toRedis };
  };
  const [open, closed, off, alone] = await Promise.all([
    stage('A', { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_FAIL: 'open' }),
    stage('B', { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_FAIL: 'closed' }),
    stage('C', { RATE_LIMIT_ENABLED: 'false', RATE_LIMIT_FAIL: 'closed' }),
    stage('D', {}),
  ]);
  const all = [
    { ...open, what: 'RATE_LIMIT_FAIL=open', without: { code: 200, status: 'degraded' } },
    { ...closed, what: 'RATE_LIMIT_FAIL=closed', without: { code: 503, status: 'unavailable' } },
    {
      ...off,
      what: 'RATE_LIMIT_FAIL=closed and the limit switched off',
      without: { code: 200, status: 'degraded' },
    },
  ];
  for (const { running, toPostgres, toRedis, what, without } of all) {
    const up = { postgres: 'up', redis: 'up' };
    const expectSaid = async (wish: Parameters<typeof expectReadiness>[1], when: string) => {
      const seen = await readiness(running);
      expectReadiness(seen, wish, { when: `${when}, with ${what}`, look: each });
      const leaked = [
        '127.0.0.1',
        'ECONN',
        'checker_',
        'rror',
        String(toPostgres.port),
        String(toRedis.port),
      ].find((word) => seen.reply.text.includes(word));
      expectThat(leaked === undefined, {
        expected: `no host, no user and no text of an error in the answer of \`/readyz\` ${when}`,
        saw: tellReply(seen.reply),
        look: 'Whoever asks learns what is down, and not where it is and why. The log has that.',
      });
    };
    await expectSaid({ code: 200, status: 'ready', ...up }, 'while both are up');
    await toRedis.refuse({ cut: true });
    await expectSaid({ ...without, ...up, redis: 'down' }, 'while Redis refuses connections');
    await toPostgres.refuse({ cut: true });
    await expectSaid(
      { code: 503, status: 'unavailable', postgres: 'down', redis: 'down' },
      'while both refuse connections',
    );
  }
  await alone.toPostgres.refuse({ cut: true });
  expectReadiness(
    await readiness(alone.running),
    { code: 503, status: 'unavailable', postgres: 'down', redis: 'up' },
    { when: 'while PostgreSQL alone refuses connections', look: each },
  );
});

requirement('health-recovers', async ({ service, relay }) => {
  const [toPostgres, toRedis] = [
    await relay.postgres(await service.database()),
    await relay.redis(await service.redis()),
  ];
  const env = {
    DATABASE_URL: toPostgres.url,
    REDIS_URL: toRedis.url,
    HEALTH_TIMEOUT_MS: '300',
    REDIS_TIMEOUT_MS: '200',
  };
  const running = await startReady(service, 'production-api', env);
  const outages: readonly (readonly [told: string, begin: (link: FaultyLink) => Promise<void> | void])[] = [
    ['refused connections', (link) => link.refuse({ cut: true })],
    ['were silent', (link) => link.hang()],
  ];
  for (const [told, begin] of outages) {
    for (const link of [toPostgres, toRedis]) await begin(link);
    // One probe after the other: whoever waits longer after each failure would wait for long.
    for (let index = 0; index < 4; index += 1) {
      const seen = await readiness(running);
      expectReadiness(
        seen,
        { code: 503, status: 'unavailable', postgres: 'down', redis: 'down' },
        { when: `while both servers ${told.replace('were', 'are')}`, look: each },
      );
    }
    for (const link of [toPostgres, toRedis]) await link.restore();
    await soon(
      `\`/readyz\` to be \`ready\` again without a restart after both servers ${told} and are back`,
      async () => {
        const { reply, status } = await readiness(running);
        return { holds: reply.status === 200 && status === 'ready', saw: tellReply(reply) };
      },
      'What is remembered of an outage, and for how long? What becomes of a connection that was silent, and how long does a client wait between two tries?',
    );
  }
});

requirement('bounded-latency', async ({ service, relay }) => {
  const timeoutMs = 2000;
  const [toPostgres, toRedis] = [
    await relay.postgres(await service.database()),
    await relay.redis(await service.redis()),
  ];
  const urls = { DATABASE_URL: toPostgres.url, REDIS_URL: toRedis.url };
  const env = { ...urls, HEALTH_TIMEOUT_MS: String(timeoutMs), REQUEST_TIMEOUT_MS: '20000' };
  const running = await startReady(service, 'A', env);
  const hurried = await startReady(service, 'B', {
    ...urls,
    HEALTH_TIMEOUT_MS: '20000',
    REQUEST_TIMEOUT_MS: '1500',
  });

  toPostgres.hang();
  toRedis.hang();
  const [slow, early] = await Promise.all([expectBothDown(running), expectBothDown(hurried)]);
  expectWithin(slow, 1.5 * timeoutMs, {
    of: `HEALTH_TIMEOUT_MS=${timeoutMs} and half as much for a busy machine, while both are silent`,
    look: 'The two are asked at the same time, so the whole takes no longer than one. Which of them waits for the other?',
  });
  expectWithin(early, 1500 + moreMs, {
    of: 'REQUEST_TIMEOUT_MS=1500, which is shorter than HEALTH_TIMEOUT_MS',
    look: 'A probe is a request as well, and wants its answer before that one is over.',
  });
  await toPostgres.restore();
  await toRedis.restore();
  await soon(
    '`/readyz` to be `ready` again',
    async () => {
      const { reply, status } = await readiness(running);
      return { holds: status === 'ready', saw: tellReply(reply) };
    },
    'What becomes of a question that was never answered?',
  );
  hurried.signal('SIGTERM');
  await hurried.exited;

  // One question of each kind, however many ask.
  const probes = 20;
  const marks = [toPostgres.mark(), toRedis.mark()];
  toPostgres.holdReplies();
  toRedis.holdReplies();
  const asked = Array.from({ length: probes }, () =>
    running.attempt('GET', '/readyz', { transcript: false }),
  );
  const sent = await Promise.all(asked);
  const odd = sent.find((each) => each.kind !== 'reply' || each.status !== 503);
  expectThat(odd === undefined, {
    expected: `${probes} probes at once to be answered with 503 while PostgreSQL and Redis hold their answers back`,
    saw: odd === undefined ? '' : tellSent(odd),
    look: 'What has not answered within HEALTH_TIMEOUT_MS is down.',
  });
  const counts = [
    toPostgres.statements({ since: marks[0] ?? 0 }).length,
    toRedis.commands({ since: marks[1] ?? 0 }).length,
  ];
  // A check may take some statements, and begin anew on a new connection; twenty are more than that.
  expectThat(
    counts.every((count) => count < probes / 2),
    {
      expected: `at most one question of each kind to be under way, with ${probes} probes at once`,
      saw: `${counts[0]} statements to PostgreSQL and ${counts[1]} commands to Redis`,
      look: 'Who comes while a check runs: does that one begin another?',
    },
  );
});

async function expectBothDown(service: Service) {
  const seen = await readiness(service);
  expectReadiness(
    seen,
    { code: 503, status: 'unavailable', postgres: 'down', redis: 'down' },
    { when: 'while both are silent', look: 'What has not answered within HEALTH_TIMEOUT_MS is down.' },
  );
  return seen.reply;
}

requirement('not-ready-before-shutdown', async ({ service }) => {
  const running = await service.start({ env: { SHUTDOWN_DELAY_MS: '2500' } });
  await expectStatus(running, '/livez', 200, { when: 'before SIGTERM', look: alive });
  const look =
    'At SIGTERM the flag falls first; then comes the delay, in which balancers notice; then nobody is let in any more.';
  running.signal('SIGTERM');
  // Until the signal has arrived: only the process can say when that was.
  let last = 'nothing';
  for (let index = 0; last !== 'shutting-down' && index < 200; index += 1) {
    const sent = await running.attempt('GET', '/readyz', { transcript: false });
    if (sent.kind === 'none') break;
    const { status } = (sent.json ?? {}) as { readonly status?: unknown };
    last = sent.status === 503 ? String(status) : `${sent.status} ${status}`;
  }
  expectThat(last === 'shutting-down', {
    expected: '`/readyz` to be 503 with the status `shutting-down` during SHUTDOWN_DELAY_MS',
    saw: `${last}, until the connection was refused`,
    look,
  });
  const during = 'during SHUTDOWN_DELAY_MS';
  await expectStatus(running, '/livez', 200, { when: during, look });
  await expectStatus(running, '/tasks?limit=1', 200, { when: during, look });
  const reply = await expectStatus(running, '/readyz', 503, { when: during, look });
  expectThat(reply.headers['cache-control'] === 'no-store', {
    expected: `\`/readyz\` to have \`Cache-Control: no-store\` ${during}`,
    saw: String(reply.headers['cache-control']),
    look: 'A cache that keeps this answer keeps everybody away.',
  });
  const run = await running.ended();
  expectThat(run?.code === 0, {
    expected: 'the process to end with exit code 0 when the delay is over',
    saw: run === null ? 'it has not ended' : String(run.code),
    look,
  });
});
