import {
  expectEqual,
  expectThat,
  type HttpClient,
  type PostgresDatabase,
  type Reply,
  requirement,
} from 'checker/kit';
import { expectRetryAfter } from './problems.ts';
import { judgeRetries } from './retry-plays.ts';
import { contentsOf, countTitled, expectUnchanged } from './rows.ts';
import { areWaiting, expectNoTransaction } from './sessions.ts';
import {
  createTask,
  creating,
  expectStatus,
  historyOf,
  patchTask,
  readTask,
  resultsOf,
  sendBatch,
  storedIn,
  taskOf,
} from './tasks.ts';
import { gateAt, raiseAt } from './triggers.ts';

const again =
  'After 40001 the transaction is over. What does the second attempt begin with, and on what does it build?';

requirement('retries-serialization', async ({ service, module, signal }) => {
  const driver = await module.open();
  await judgeRetries(driver);
  const database = await service.database();
  const running = await service.start();
  await expectSuccessInTime(running, database);
  await expectGivingUp(running, database);
  await expectFreshRead(running, database, signal);
  await expectNoTransaction(database, 'transactions that failed with 40001 and 40P01', signal, {
    look: again,
  });
});

/** Twice refused, by a statement or by COMMIT: the third attempt succeeds. */
async function expectSuccessInTime(running: HttpClient, database: PostgresDatabase): Promise<void> {
  for (const { sqlstate, atCommit } of [
    { sqlstate: '40001', atCommit: false },
    { sqlstate: '40P01', atCommit: true },
  ]) {
    const where = atCommit ? 'COMMIT' : 'a statement';
    const promise = `A transaction that fails with 40001 or 40P01 is done again as a whole, up to three times (here: twice ${sqlstate}, from ${where}).`;
    const teaching = { promise, look: again };
    const title = `retried ${sqlstate}`;
    const raised = await raiseAt(database, {
      table: 'tasks',
      on: 'INSERT',
      when: `NEW.title = '${title}'`,
      sqlstate,
      times: 2,
      atCommit,
    });
    const reply = await running.request('POST', '/tasks', { json: { title } });
    expectStatus(reply, 201, { ...teaching, why: 'the third attempt is not refused' });
    expectEqual('the number of transactions in which that row was written', await raised.transactions(), 3, {
      promise,
      look: 'An attempt is a transaction of its own, from BEGIN on. A savepoint does not make a new one.',
    });
    const stored = storedIn(reply, teaching);
    expectEqual(
      'the title of the task that the answer names',
      taskOf(await readTask(running, stored), teaching).title,
      title,
      teaching,
    );
    expectEqual('how many tasks have that title', await countTitled(database, title), 1, teaching);
    expectEqual(
      'the changes in its history',
      (await historyOf(running, stored, teaching)).map(({ op }) => op),
      ['created'],
      teaching,
    );
    await raised.drop();
  }
  const promise = 'A batch is done again as a whole: each of its operations has happened once in the end.';
  const teaching = {
    promise,
    look: 'What the first attempt has computed is worthless. Which lists and results does the second one add to?',
  };
  const task = await createTask(running, { title: 'counted' });
  const raised = await raiseAt(database, {
    table: 'tasks',
    on: 'INSERT',
    when: `NEW.title = 'batch last'`,
    sqlstate: '40001',
    times: 1,
  });
  const reply = await sendBatch(running, [
    creating('batch first'),
    { op: 'update', id: task.task.id, ifMatch: task.etag, task: { title: 'batch changed' } },
    creating('batch last'),
  ]);
  const results = resultsOf(reply, teaching);
  expectEqual(
    'the titles in the results',
    results.map(({ task: made }) => made?.title),
    ['batch first', 'batch changed', 'batch last'],
    teaching,
  );
  expectEqual(
    'how many tasks have titles of that batch',
    await countTitled(database, 'batch %'),
    3,
    teaching,
  );
  expectEqual(
    'the changes in the history of the one that was updated',
    (await historyOf(running, task, teaching)).length,
    2,
    teaching,
  );
  await raised.drop();
}

/** Always refused: after three attempts 503. And what is no 40001 or 40P01 is not tried again. */
async function expectGivingUp(running: HttpClient, database: PostgresDatabase): Promise<void> {
  const before = await contentsOf(database);
  const cases = [
    { sqlstate: '40001', atCommit: true, status: 503, attempts: 3 },
    { sqlstate: '40P01', atCommit: false, status: 503, attempts: 3 },
    { sqlstate: '55P03', atCommit: false, status: 503, attempts: 1 },
    { sqlstate: '40002', atCommit: false, status: 500, attempts: 1 },
    { sqlstate: '23505', atCommit: true, status: 409, attempts: 1 },
  ];
  const raised = [];
  for (const { sqlstate, atCommit } of cases)
    raised.push(
      await raiseAt(database, {
        table: 'tasks',
        on: 'INSERT',
        when: `NEW.title = 'never ${sqlstate}'`,
        sqlstate,
        atCommit,
      }),
    );
  const replies: readonly Reply[] = await Promise.all(
    cases.map(({ sqlstate }) => running.request('POST', '/tasks', { json: { title: `never ${sqlstate}` } })),
  );
  for (const [index, { sqlstate, status, attempts }] of cases.entries()) {
    const reply = replies[index];
    if (reply === undefined) continue;
    const promise =
      attempts === 3
        ? 'When the third attempt fails with 40001 or 40P01: 503.'
        : 'Nothing but 40001 and 40P01 is tried again.';
    const look = 'Three attempts in all, COMMIT included, and no sleep after the last. Who counts them?';
    expectStatus(reply, status, { promise, why: `each attempt fails with ${sqlstate}`, look });
    expectEqual(
      `the number of transactions that failed with ${sqlstate}`,
      await raised[index]?.transactions(),
      attempts,
      { promise, look },
    );
    if (status === 503)
      expectRetryAfter(reply, { promise, look: 'Each 503 but that of /readyz says when to come again.' });
  }
  await expectUnchanged(database, before, 'transactions that were refused each time', { look: again });
}

/** What the first attempt has read does not hold any more in the second one. */
async function expectFreshRead(
  running: HttpClient,
  database: PostgresDatabase,
  signal: AbortSignal,
): Promise<void> {
  const task = await createTask(running, { title: 'read once' });
  const when = `NEW.title = 'tried again'`;
  const gate = await gateAt(database, { table: 'tasks', on: 'UPDATE', when });
  const raised = await raiseAt(database, { table: 'tasks', on: 'UPDATE', when, sqlstate: '40001', times: 1 });
  const first = patchTask(running, task, { title: 'tried again' });
  const promise =
    'The whole transaction is done again, from BEGIN on: what the first attempt has read is read again.';
  const look = 'Two changes under one ETag: which of them found that it matches, and in which attempt?';
  expectThat(await areWaiting(database, { signal }), {
    promise,
    expected: 'the PATCH to change a row of tasks, and to wait there for the judge',
    saw: 'nobody who waits for a lock',
    look,
  });
  const second = patchTask(running, task, { title: 'in between' });
  await areWaiting(database, { count: 2, signal, patienceMs: 2_000 });
  await gate.open();
  const replies = await Promise.all([first, second]);
  const statuses = replies.map(({ status }) => status);
  expectThat(statuses.includes(200) && statuses.includes(412), {
    promise,
    expected: 'of two PATCHes with the same ETag, the first of which has to try again, one 200 and one 412',
    saw: statuses.join(' and '),
    look,
  });
  await raised.drop();
}
