import { expectThat, type HttpClient, type PostgresDatabase, requirement, showValue } from 'checker/kit';
import { expectAnswer, moreMs } from './answers.ts';
import { expectWaiting, type Gate, leftWaiting, lockTask } from './locks.ts';
import type { Sent } from './requests.ts';
import { contentsOf, expectUnchanged } from './rows.ts';
import { eventually, expectNoTransaction } from './sessions.ts';
import { createTask, creating, type Stored } from './tasks.ts';
import { gateAt, gateAtCommit, raiseAt } from './triggers.ts';

const farTimeouts = { REQUEST_TIMEOUT_MS: '20000', DB_ACQUIRE_TIMEOUT_MS: '20000' };
/** More than anybody puts into one statement or one slice. */
const large = 3000;

requirement('rolls-back-on-crash', async ({ service, random, signal }) => {
  const running = await service.start({ env: { ...farTimeouts, LOG_LEVEL: 'error' } });
  const database = await service.database();
  const kept = await createTask(running, { title: random.word() });
  const doomed = await createTask(running, { title: random.word() });
  const before = await contentsOf(database);
  const last = random.word(12);
  const gate = await gateAt(database, { table: 'tasks', on: 'INSERT', when: `NEW.title = '${last}'` });
  const operations = [
    { op: 'update', id: kept.task.id, task: { status: 'done' } },
    { op: 'delete', id: doomed.task.id },
    ...Array.from({ length: large }, (_, index) => creating(`${last} ${index}`)),
    creating(last),
  ];
  const sending = running.attempt('POST', '/tasks/batch', { json: { operations } });
  const look =
    'Which statements of a batch are in the same transaction, and when is what they did there for good?';
  await expectWaiting(database, 1, {
    what: `the last create of a batch of ${operations.length} operations`,
    look: 'Are the rows of a batch written to the table tasks?',
    signal,
  });
  running.kill();
  await sending;
  await running.ended();
  await gate.open();
  await eventually(async () => (await database.sessions()).length === 0, { signal });
  const after = `a batch of ${operations.length} operations, the last of which waited for a lock when the service was killed by SIGKILL`;
  await expectUnchanged(database, before, after, { look });
});

requirement('rolls-back-on-client-abort', async ({ service, random, signal }) => {
  const running = await service.start({ env: { ...farTimeouts, DB_POOL_MAX: '1' } });
  const database = await service.database();
  const one = await createTask(running, { title: random.word() });
  const other = await createTask(running, { title: random.word() });
  const before = await contentsOf(database);
  const last = random.word(12);
  const late = random.word(12);
  const batch = (title: string) => ({
    operations: [
      creating(random.word()),
      { op: 'update', id: one.task.id, task: { status: 'done' } },
      { op: 'delete', id: other.task.id },
      creating(title),
    ],
  });
  const cases: readonly Leaving[] = [
    {
      what: 'a batch whose last row waits for a lock',
      gate: () => gateAt(database, { table: 'tasks', on: 'INSERT', when: `NEW.title = '${last}'` }),
      send: (leaving) => running.attempt('POST', '/tasks/batch', { json: batch(last), signal: leaving }),
    },
    {
      what: 'a PATCH that waits for the row of its task',
      gate: () => lockTask(database, one.task.id),
      send: (leaving) => attemptPatch(running, one, { title: random.word() }, leaving),
    },
    {
      what: 'a POST whose history waits for a lock',
      gate: () => gateAt(database, { table: 'task_history', on: 'INSERT', when: `NEW.op = 'created'` }),
      send: (leaving) => running.attempt('POST', '/tasks', { json: { title: late }, signal: leaving }),
    },
    {
      what: 'a DELETE that waits within COMMIT',
      gate: () => gateAtCommit(database),
      send: (leaving) => running.attempt('DELETE', one.path, { signal: leaving }),
    },
  ];
  for (const { what, gate: close, send } of cases) {
    const gate = await close();
    const leaving = new AbortController();
    const sending = send(leaving.signal);
    await expectWaiting(database, 1, {
      what,
      look: 'Which statement of a change comes to the table?',
      signal,
    });
    leaving.abort();
    await sending;
    // Whoever cancels is given time to; whoever does not goes on behind the gate, and may commit.
    await leftWaiting(database, { signal, patienceMs: 1000 + moreMs });
    await gate.open();
    await expectNoTransaction(database, `the client of ${what} has left`, signal, {
      look: 'Which way does the function take that runs the transaction, when its signal aborts?',
    });
    await expectUnchanged(database, before, `the client of ${what} has left`, {
      look: 'Who looks at the signal before each statement and before COMMIT, and what is done then?',
    });
    expectAnswer(await running.attempt('GET', one.path), 200, {
      why: `the connection (DB_POOL_MAX=1) is free again after the client of ${what} has left`,
      look: 'Who gives the connection back when the work in it was given up?',
    });
  }
});

interface Leaving {
  readonly what: string;
  gate(): Promise<Gate>;
  send(leaving: AbortSignal): Promise<Sent>;
}

function attemptPatch(
  service: HttpClient,
  { path, etag }: Stored,
  patch: object,
  leaving?: AbortSignal,
): Promise<Sent> {
  const headers = { 'Content-Type': 'application/merge-patch+json', 'If-Match': etag };
  const options = leaving === undefined ? {} : { signal: leaving };
  return service.attempt('PATCH', path, { headers, json: patch, ...options });
}

requirement('no-transaction-left-open', async ({ service, random, signal }) => {
  const env = { REQUEST_TIMEOUT_MS: '2000', DB_ACQUIRE_TIMEOUT_MS: '20000', DB_POOL_MAX: '4' };
  const running = await service.start({ env });
  const database = await service.database();
  const task = await createTask(running, { title: random.word() });
  const none = `/tasks/${task.task.id.slice(0, -12)}${'0'.repeat(12)}`;
  const title = random.word(12);
  const raising = (sqlstate: string, atCommit: boolean) =>
    raiseAt(database, { table: 'tasks', on: 'INSERT', when: `NEW.title = '${title}'`, sqlstate, atCommit });
  const post = (): Promise<Sent> => running.attempt('POST', '/tasks', { json: { title } });
  const batch = (...operations: readonly object[]): Promise<Sent> =>
    running.attempt('POST', '/tasks/batch', { json: { operations } });
  const stale = { ...task, etag: '"no such tag"' };

  const plain: readonly (readonly [what: string, status: number, send: () => Promise<Sent>])[] = [
    ['a PATCH of no task', 404, () => attemptPatch(running, { ...task, path: none, etag: '*' }, { title })],
    ['a DELETE of no task', 404, () => running.attempt('DELETE', none)],
    ['a history of no task', 404, () => running.attempt('GET', `${none}/history`)],
    ['a PATCH with an old ETag', 412, () => attemptPatch(running, stale, { title })],
    [
      'a DELETE with an old ETag',
      412,
      () => running.attempt('DELETE', task.path, { headers: { 'If-Match': stale.etag } }),
    ],
    ['a PATCH with a bad title', 422, () => attemptPatch(running, task, { title: '' })],
    ['an empty PATCH', 200, () => attemptPatch(running, task, {})],
    [
      'a batch whose last operation finds no task',
      409,
      () => batch(creating(random.word()), { op: 'delete', id: none.slice('/tasks/'.length) }),
    ],
    [
      'a batch with an old ifMatch',
      409,
      () => batch({ op: 'update', id: task.task.id, ifMatch: stale.etag, task: { title } }),
    ],
  ];
  for (const [what, status, send] of plain) {
    const sent = await send();
    expectAnswer(sent, status, { why: `it is ${what}`, look: 'What does the page say about this request?' });
    await expectNoTransaction(database, `${what} (${status})`, signal, {
      look: 'Which way out of the function that changes tasks goes past COMMIT and ROLLBACK?',
    });
  }
  for (const [sqlstate, atCommit] of [
    ['23505', false],
    ['23514', true],
    ['40001', false],
    ['40001', true],
    ['P0001', false],
  ] as const) {
    const raised = await raising(sqlstate, atCommit);
    const sent = await post();
    await raised.drop();
    expectThat(sent.kind === 'reply' && sent.status >= 400, {
      expected: `a POST to fail whose row the database refuses with SQLSTATE ${sqlstate}${atCommit ? ' at COMMIT' : ''}`,
      saw: sent.kind === 'reply' ? String(sent.status) : sent.told,
      look: 'When is a POST answered, and what of COMMIT is known by then?',
    });
    const what = `a POST that failed with SQLSTATE ${sqlstate}${atCommit ? ' at COMMIT' : ''}`;
    await expectNoTransaction(database, what, signal, {
      look: 'After an error the transaction is still open, and failed. Who ends it?',
    });
  }
  await expectCutShort({ running, database, task, signal });
});

/** Those whose time is over, and those whose client leaves, at the same time. */
async function expectCutShort({
  running,
  database,
  task,
  signal,
}: {
  readonly running: HttpClient;
  readonly database: PostgresDatabase;
  readonly task: Stored;
  readonly signal: AbortSignal;
}): Promise<void> {
  const gate = await lockTask(database, task.task.id);
  const leaving = new AbortController();
  const late = attemptPatch(running, task, { title: 'late' });
  const left = attemptPatch(running, task, { title: 'left' }, leaving.signal);
  await expectWaiting(database, 2, {
    what: 'two PATCHes',
    look: 'Do two requests use two connections (DB_POOL_MAX=4)?',
    signal,
  });
  leaving.abort();
  await left;
  const sent = await late;
  expectThat(sent.kind === 'reply' && sent.status === 504, {
    expected: 'a PATCH that waits for a row until its time is over to be answered with 504',
    saw: showValue(sent.kind === 'reply' ? sent.status : sent.told),
    look: 'What ends a request whose database does not answer in time?',
  });
  await leftWaiting(database, { signal, patienceMs: 1000 + moreMs });
  await gate.open();
  const what = 'a PATCH whose time was over, and one whose client has left';
  await expectNoTransaction(database, what, signal, {
    look: 'The statement was cancelled, and the transaction has failed. Who ends it, since nobody waits any more?',
  });
}
