import { broken, expectThat, type FaultyLink, requirement } from 'checker/kit';
import {
  expectAnswer,
  expectRetryAfter,
  expectUnavailable,
  expectWorksAgain,
  moreMs,
  recoveryMs,
  tellSent,
  tellStatuses,
} from './answers.ts';
import { expectWaiting, lockTables, lockTask } from './locks.ts';
import { kindsOf, type Sent } from './requests.ts';
import { countTitled } from './rows.ts';
import { eventually } from './sessions.ts';
import { createTask, patchTask } from './tasks.ts';

const farTimeouts = { REQUEST_TIMEOUT_MS: '20000', DB_ACQUIRE_TIMEOUT_MS: '20000' };

requirement('starts-without-database', async ({ service, relay, random, signal }) => {
  const link = await relay.postgres(await service.database());
  await link.refuse();
  const running = await service.start({ env: { DATABASE_URL: link.url, REQUEST_TIMEOUT_MS: '3000' } });
  const look = 'Which statement is sent at the start, and who has decided that it must succeed?';
  expectAnswer(await running.attempt('GET', '/livez'), 200, { why: 'the process lives', look });
  const notReady = 'Whom does /readyz ask, and what does it say when there is no answer but an error?';
  const ready = await running.attempt('GET', '/readyz');
  expectAnswer(ready, 503, { why: 'the database cannot be reached', look: notReady });
  for (const sent of await Promise.all([
    running.attempt('GET', '/tasks'),
    running.attempt('GET', `/tasks/${someId}`),
    running.attempt('GET', `/tasks/${someId}/history`),
    running.attempt('POST', '/tasks', { json: { title: random.word() } }),
    running.attempt('DELETE', `/tasks/${someId}`),
  ]))
    expectUnavailable(sent, {
      why: 'connections to the database are refused',
      look: "What kind of error is it, and what is its code? It is the system's, and no SQLSTATE.",
    });
  await link.restore();
  const again = 'What does the program remember of the time without a database?';
  await expectWorksAgain(running, 'the database can be reached', { look: again, signal });
  const sent = await running.attempt('POST', '/tasks', { json: { title: random.word() } });
  expectAnswer(sent, 201, { why: 'the database can be reached', look: again });
  let last: Sent | null = null;
  const isReady = await eventually(
    async () => {
      last = await running.attempt('GET', '/readyz', { transcript: false });
      return last.kind === 'reply' && last.status === 200;
    },
    { signal, patienceMs: recoveryMs },
  );
  expectThat(isReady, {
    expected: '`GET /readyz` to be answered with 200 once the database can be reached, without a restart',
    saw: last === null ? 'nothing' : tellSent(last),
    look: again,
  });
});

/** Nobody's. */
const someId = '019ca91e-3c00-7d2a-8f10-6a1b5c3de901';

requirement('survives-terminated-backends', async ({ service, relay, random, signal }) => {
  const max = 3;
  const database = await service.database();
  const link = await relay.postgres(database);
  const running = await service.start({
    env: { ...farTimeouts, DATABASE_URL: link.url, DB_POOL_MAX: String(max) },
  });
  const tasks = [];
  for (let index = 0; index < 4; index += 1) tasks.push(await createTask(running, { title: random.word() }));
  const [task] = tasks;
  if (task === undefined) return;
  const lives =
    'Which event does a connection emit when it breaks, in use or idle, and what if nobody listens?';

  // All of them in use.
  const gate = await lockTables(database);
  const title = random.word(12);
  const [list, , , post, patch] = kindsOf(running, tasks, title);
  const inUse = [list, post, patch].map((kind) => kind?.send());
  await expectWaiting(database, max, {
    what: `${max} requests, with DB_POOL_MAX=${max},`,
    look: 'Does each of them have a connection of its own?',
    signal,
  });
  await database.terminate();
  const ended = await Promise.all(inUse);
  await gate.open();
  for (const sent of ended) {
    if (sent === undefined) continue;
    expectUnavailable(sent, { why: 'the backend that it used was terminated', look: lives });
  }
  expectThat((await countTitled(database, `${title}%`)) === 0, {
    expected: 'nothing to have happened of a POST and a PATCH whose backends were terminated',
    saw: `a task with the title ${title}`,
    look: '503 says "not now". Is it tried again all the same?',
  });

  // All of them idle.
  await expectWorksAgain(running, 'backends in use were terminated', { look: lives, signal });
  await database.terminate();
  let failed = 0;
  for (let index = 0; index < 4 * max; index += 1) {
    const sent = await running.attempt('GET', task.path);
    expectAnswer(sent, [200, 503], { why: 'idle backends were terminated', look: lives });
    expectRetryAfter(sent);
    if (sent.status === 503) failed += 1;
  }
  expectThat(failed <= max, {
    expected: `at most DB_POOL_MAX=${max} requests to fail after the backends were terminated`,
    saw: `${failed} of ${4 * max} answered with 503`,
    look: 'Who throws a broken connection away, so that no second request gets it?',
  });
  await expectCutIsNotTriedAgain();
  await expectLostCommitIsNotTriedAgain(link);

  /** A connection that breaks without a word of PostgreSQL's, before anything was committed. */
  async function expectCutIsNotTriedAgain(): Promise<void> {
    const locked = await createTask(running, { title: random.word() });
    const row = await lockTask(database, locked.task.id);
    const patching = running.attempt('PATCH', locked.path, {
      headers: { 'If-Match': locked.etag },
      json: { status: 'done' },
      patienceMs: 3000,
    });
    await expectWaiting(database, 1, { what: 'a PATCH', look: 'Which row does a PATCH need?', signal });
    link.cut();
    const sent = await patching;
    await row.open();
    expectUnavailable(sent, {
      why: 'its connection was reset; only 40001 and 40P01 are tried again',
      look: 'Which errors mean "try again", and which "not now"?',
    });
    await expectWorksAgain(running, 'a connection was reset', { look: lives, signal });
  }

  /** The server has committed, and its answer is lost. */
  async function expectLostCommitIsNotTriedAgain({ listen, connection }: FaultyLink): Promise<void> {
    const once = random.word(12);
    const isCommit = (sql: string) => /^\s*(commit|end)\b/i.test(sql);
    let dropped = false;
    const look =
      'The connection broke during COMMIT, so nobody knows whether the change has happened. What would a second try do?';
    const listening = listen((event) => {
      if (dropped || event.kind !== 'statement' || !isCommit(event.statement.sql)) return;
      dropped = true;
      connection(event.statement.connection)?.dropAfter(1);
    });
    const sent = await running.attempt('POST', '/tasks', { json: { title: once }, patienceMs: 5000 });
    listening[Symbol.dispose]();
    if (!dropped)
      broken({
        expected: 'a POST to be one transaction, which ends in COMMIT',
        saw: 'no COMMIT on any connection',
        look: 'Which statements make a task and its history one change?',
      });
    expectUnavailable(sent, { why: 'its connection broke in the middle of the answer to COMMIT', look });
    await expectWorksAgain(running, 'a connection broke during COMMIT', { look: lives, signal });
    const count = await countTitled(database, once);
    expectThat(count <= 1, {
      expected: 'the task of a POST whose COMMIT was not answered to be there once or not at all',
      saw: `${count} tasks with that title`,
      look,
    });
  }
});

requirement('survives-database-restart', async ({ service, relay, random, signal }) => {
  const max = 4;
  const database = await service.database();
  const link = await relay.postgres(database);
  const running = await service.start({
    env: { DATABASE_URL: link.url, REQUEST_TIMEOUT_MS: '5000', DB_POOL_MAX: String(max) },
  });
  const tasks = [];
  for (let index = 0; index < 4; index += 1) tasks.push(await createTask(running, { title: random.word() }));
  const [task] = tasks;
  if (task === undefined) return;
  const row = await lockTask(database, task.task.id);
  const patching = running.attempt('PATCH', task.path, {
    headers: { 'If-Match': task.etag },
    json: { status: 'done' },
  });
  await expectWaiting(database, 1, { what: 'a PATCH', look: 'Which row does a PATCH need?', signal });

  await link.refuse({ cut: true });
  const look =
    'What kind of error does a request get now: reset, ended, refused? None of them has a SQLSTATE.';
  expectUnavailable(await patching, { why: 'the database went away under it', look });
  await row.open();
  expectAnswer(await running.attempt('GET', '/livez'), 200, { why: 'the process lives', look });
  expectAnswer(await running.attempt('GET', '/readyz'), 503, { why: 'the database is away', look });
  const kinds = kindsOf(running, tasks, random.word());
  // One round after the other: whoever waits longer after each failure would wait for long.
  for (let round = 0; round < 3; round += 1)
    for (const sent of await Promise.all(kinds.map((kind) => kind.send({ transcript: false }))))
      expectUnavailable(sent, { why: 'the database is away', look });
  await link.restore();

  const again = 'What stands between the first request after the return and a new connection?';
  const failed = await expectWorksAgain(running, 'the database is back', { look: again, signal });
  expectThat(failed <= max, {
    expected: `at most DB_POOL_MAX=${max} requests to fail once the database is back`,
    saw: `${failed} of them`,
    look: again,
  });
  const sent = await Promise.all(kinds.map((kind) => kind.send({ patienceMs: 5000 + moreMs })));
  expectThat(
    sent.every((each, index) => each.kind === 'reply' && each.status === kinds[index]?.status),
    {
      expected: 'requests of every kind to be served once the database is back',
      saw: `as many of each status as this: ${tellStatuses(sent)}`,
      look: again,
    },
  );
  expectAnswer(await running.attempt('GET', '/readyz'), 200, { why: 'the database is back', look: again });
  const read = await running.attempt('GET', `${task.path}/history`);
  expectAnswer(read, 200, { why: 'what was acknowledged stays', look: again });
  expectAnswer(await patchTask(running, task, {}), 200, {
    why: 'the PATCH that was answered with 503 has changed nothing',
    look: '503 is "not now": what of the change may have happened?',
  });
});
