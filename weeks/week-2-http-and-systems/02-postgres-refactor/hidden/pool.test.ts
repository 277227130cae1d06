import { expectThat, requirement } from 'checker/kit';
import { expectAnswer, expectInTime, expectUnavailable, expectWorksAgain, moreMs } from './answers.ts';
import { expectWaiting, leftWaiting, lockTables } from './locks.ts';
import { mostAtOnce } from './most-at-once.ts';
import { kindsOf } from './requests.ts';
import { areWaiting, waitingIn } from './sessions.ts';
import { createTask } from './tasks.ts';

const farTimeouts = { REQUEST_TIMEOUT_MS: '20000', DB_ACQUIRE_TIMEOUT_MS: '20000' };
const quiet = { LOG_LEVEL: 'error' };

requirement('pool-bounded', async ({ service, relay, load, random, signal }) => {
  const max = 3;
  const database = await service.database();
  const link = await relay.postgres(database);
  const env = { ...farTimeouts, ...quiet, DATABASE_URL: link.url, DB_POOL_MAX: String(max) };
  const running = await service.start({ env });
  const tasks = [];
  for (let index = 0; index < 4; index += 1) tasks.push(await createTask(running, { title: random.word() }));
  const kinds = kindsOf(running, tasks, random.word());

  const look =
    'Who opens connections: one pool for the process, or each request, each /readyz, each cancel one of its own?';
  await load.run(running, { connections: 50, amount: 150, request: { path: '/tasks' } });
  await load.run(running, { connections: 50, amount: 100, request: { path: '/readyz' } });

  // Whoever leaks a connection when clients leave is not asked to serve anybody any more.
  const gate = await lockTables(database);
  const leaving = new AbortController();
  const sending = [...kinds, ...kinds, ...kinds].map((kind) =>
    kind.send({ signal: leaving.signal, transcript: false }),
  );
  await areWaiting(database, { signal });
  await load.run(running, { connections: 20, amount: 60, request: { path: '/livez' } });
  const waiting = (await waitingIn(database)).length;
  expectThat(waiting <= max, {
    expected: `at most DB_POOL_MAX=${max} statements at once on the server, while ${sending.length} requests wait for a lock`,
    saw: `${waiting} of them`,
    look: 'Does the pool know DB_POOL_MAX, and do all statements go through that one pool?',
  });
  // On a slow network whatever is opened in order to cancel is open at the same time.
  link.delay(30);
  leaving.abort();
  await Promise.all(sending);
  await leftWaiting(database, { signal, patienceMs: 2000 });
  await link.restore();
  await gate.open();

  const most = mostAtOnce(link);
  expectThat(most <= max + 1, {
    expected: `never more than DB_POOL_MAX=${max} connections to the database at once, and one more for cancelling`,
    saw: `${most} connections at once`,
    look,
  });
});

requirement('pool-queues', async ({ service, random, signal }) => {
  const running = await service.start({ env: { ...farTimeouts, DB_POOL_MAX: '1' } });
  const database = await service.database();
  const tasks = [];
  for (let index = 0; index < 8; index += 1) tasks.push(await createTask(running, { title: random.word() }));
  const gate = await lockTables(database);
  const all = [
    ...kindsOf(running, tasks.slice(0, 4), random.word()),
    ...kindsOf(running, tasks.slice(4), random.word()),
  ];
  const sending = [...all, ...all.filter(({ writes }) => !writes)].map((kind) => ({
    kind,
    reply: kind.send({ transcript: false, patienceMs: 15_000 }),
  }));
  await expectWaiting(database, 1, {
    what: 'a request',
    look: 'Does every request ask the database?',
    signal,
  });
  const probe = await running.attempt('GET', '/livez');
  expectAnswer(probe, 200, {
    why: '/livez asks nobody',
    look: 'What does /livez wait for while requests wait for a connection?',
  });
  await gate.open();
  for (const { kind, reply } of sending)
    expectAnswer(await reply, kind.status, {
      why: `${sending.length} requests share one connection (DB_POOL_MAX=1) and each has its turn`,
      look: `Does ${kind.what} hold a connection and ask for a second one? Nobody can give it back then.`,
    });
});

requirement('pool-acquire-timeout', async ({ service, relay, random, signal }) => {
  await Promise.all([
    (async () => {
      const acquireMs = 2500;
      const running = await service.start({
        name: 'postgres-refactor with one connection',
        env: { REQUEST_TIMEOUT_MS: '20000', DB_POOL_MAX: '1', DB_ACQUIRE_TIMEOUT_MS: String(acquireMs) },
      });
      const database = await service.database();
      const tasks = [];
      for (let index = 0; index < 4; index += 1)
        tasks.push(await createTask(running, { title: random.word() }));
      const gate = await lockTables(database);
      const holder = running.attempt('GET', '/tasks');
      await expectWaiting(database, 1, { what: 'a GET', look: 'Which connection does a GET use?', signal });
      const kinds = kindsOf(running, tasks, random.word());
      const patienceMs = acquireMs + moreMs + 500;
      const sent = await Promise.all(kinds.map((kind) => kind.send({ patienceMs })));
      await gate.open();
      for (const reply of sent) {
        expectUnavailable(reply, {
          why: `it has waited DB_ACQUIRE_TIMEOUT_MS=${acquireMs} for the only connection`,
          look: 'What bounds the wait for a free connection, and what is made of the error that the pool gives then?',
        });
        expectInTime(reply, 'DB_ACQUIRE_TIMEOUT_MS', acquireMs, {
          look: 'Where does the number come from that the pool waits for a connection?',
          notBefore: true,
        });
      }
      expectAnswer(await holder, 200, {
        why: 'it had the connection all the time',
        look: 'DB_ACQUIRE_TIMEOUT_MS is about waiting for a connection. What does it end in your program?',
      });
    })(),
    (async () => {
      const acquireMs = 300;
      const link = await relay.postgres(await service.database());
      link.hang();
      const running = await service.start({
        name: 'postgres-refactor before a silent database',
        env: {
          DATABASE_URL: link.url,
          REQUEST_TIMEOUT_MS: '20000',
          DB_ACQUIRE_TIMEOUT_MS: String(acquireMs),
        },
      });
      const patienceMs = acquireMs + moreMs + 500;
      const sent = await Promise.all([
        running.attempt('GET', '/tasks', { patienceMs }),
        running.attempt('POST', '/tasks', { json: { title: random.word() }, patienceMs }),
      ]);
      const look = 'A new connection is accepted and nobody answers. What bounds the making of a connection?';
      for (const reply of sent) {
        expectUnavailable(reply, {
          why: `no connection could be made within DB_ACQUIRE_TIMEOUT_MS=${acquireMs}`,
          look,
        });
        expectInTime(reply, 'DB_ACQUIRE_TIMEOUT_MS', acquireMs, { look });
      }
      await link.restore();
      await expectWorksAgain(running, 'the database speaks', { look, signal });
    })(),
  ]);
});
