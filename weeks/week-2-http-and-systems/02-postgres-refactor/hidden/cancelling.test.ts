import {
  broken,
  expectThat,
  type HttpClient,
  type PostgresDatabase,
  type Random,
  requirement,
  showValue,
} from 'checker/kit';
import { expectAnswer, expectInTime, moreMs } from './answers.ts';
import { expectWaiting, leftWaiting, lockTables, lockTask } from './locks.ts';
import { kindsOf, type Sent } from './requests.ts';
import { contentsOf, expectUnchanged } from './rows.ts';
import { eventually, waitingIn } from './sessions.ts';
import { slowExcept } from './slow-cancels.ts';
import { createTask, type Stored } from './tasks.ts';

/** How long after the 504, or after the client has left, a statement may still be there. */
const goneMs = 1000;

requirement('statement-cancelled', async ({ service, random, signal }) => {
  const timeoutMs = 1500;
  const running = await service.start({
    env: {
      REQUEST_TIMEOUT_MS: String(timeoutMs),
      DB_ACQUIRE_TIMEOUT_MS: '20000',
      DB_POOL_MAX: '3',
    },
  });
  const database = await service.database();
  const tasks = await createTasks(running, random);
  const before = await contentsOf(database);
  const gate = await lockTables(database);
  const [list, read, history, post, patch, drop, batch] = kindsOf(running, tasks, random.word());
  // The pool is full of these in the first round; in the second the others have their turn, and some of these wait.
  const rounds = [
    [list, read, patch],
    [history, post, drop, batch, list],
  ].map((round) => round.filter((kind) => kind !== undefined));
  const look =
    'The 504 is sent, and the statement still stands before its lock. Who tells the server, and over which connection, when all of them are in use?';
  for (const round of rounds) {
    const sending = round.map((kind) => kind.send({ patienceMs: timeoutMs + moreMs + 500 }));
    await expectWaiting(database, 3, {
      what: `${round.length} requests, with DB_POOL_MAX=3,`,
      look: 'What became of the connections of requests that were answered with 504?',
      signal,
    });
    for (const sent of await Promise.all(sending)) {
      expectAnswer(sent, 504, {
        why: `the tables were locked for longer than REQUEST_TIMEOUT_MS=${timeoutMs}`,
        look: 'What ends a request whose statement, or whose wait for a connection, takes too long?',
      });
      expectInTime(sent, 'REQUEST_TIMEOUT_MS', timeoutMs, { look, notBefore: true });
    }
    await expectGone(database, 'after the 504', { look, signal });
  }
  await gate.open();
  await expectUnchanged(database, before, 'requests that were answered with 504', {
    look: 'What does the transaction do whose statement was cancelled?',
  });
  for (const sent of await Promise.all([list, read, history].map((kind) => kind?.send())))
    if (sent !== undefined)
      expectAnswer(sent, 200, { why: 'the tables are free again', look: 'Who has the connections now?' });
});

requirement('abort-cancels-query', async ({ service, relay, random, signal }) => {
  const database = await service.database();
  const link = await relay.postgres(database);
  const running = await service.start({
    env: {
      DATABASE_URL: link.url,
      REQUEST_TIMEOUT_MS: '20000',
      DB_ACQUIRE_TIMEOUT_MS: '20000',
      DB_POOL_MAX: '8',
    },
  });
  const tasks = await createTasks(running, random);
  const before = await contentsOf(database);
  const kinds = kindsOf(running, tasks, random.word());
  const gate = await lockTables(database);
  const staying = running.attempt('GET', '/tasks?limit=3');
  await expectWaiting(database, 1, { what: 'a GET', look: 'Which table does a list read?', signal });
  const leaving = new AbortController();
  const sending = kinds.map((kind) => kind.send({ signal: leaving.signal }));
  await expectWaiting(database, 8, {
    what: '8 requests, with DB_POOL_MAX=8,',
    look: 'Does each of them have a connection of its own?',
    signal,
  });
  // All connections are in use: this one waits, and only it would send anything else than they do.
  const queued = new AbortController();
  const waiting = running.attempt('GET', `${tasks[0]?.path}/history`, { signal: queued.signal });
  await running.request('GET', '/livez', { transcript: false });
  queued.abort();
  await waiting;
  await running.log((line) => line.status === 499, 3000);
  const since = link.mark();
  leaving.abort();
  await Promise.all(sending);

  const look =
    'Does the signal of the request reach the place where statements are sent, for every kind of request, and what is done there when it aborts?';
  let left: readonly string[] = [];
  await eventually(
    async () => {
      left = (await waitingIn(database)).map(({ query }) => query);
      return left.length <= 1;
    },
    { signal, patienceMs: goneMs + moreMs },
  );
  expectThat(left.length <= 1, {
    expected: `statements to be gone ${goneMs / 1000} second after their clients have left: ${kinds.map(({ what }) => what).join(', ')}`,
    saw: `${left.length - 1} still waiting for a lock, besides that of a client who stays: ${showValue(left)}`,
    look,
  });
  expectThat(left.length === 1, {
    expected: 'the statement of a client who stays to go on waiting',
    saw: 'no statement at all',
    look: 'Whom does a cancel hit?',
  });
  await gate.open();
  expectAnswer(await staying, 200, { why: 'its client has stayed', look: 'Whom does a cancel hit?' });
  await expectUnchanged(database, before, 'requests whose clients have left', { look });
  const histories = link.statements({ since }).filter(({ sql }) => /task_history/i.test(sql));
  expectThat(histories.length === 0, {
    expected: 'a request whose client left while it waited for a connection never to use one',
    saw: `it was sent when one was free: ${showValue(histories[0]?.sql)}`,
    look: 'Who gets the connection that such a request waited for, and what is asked before anything is sent on it?',
  });
});

requirement('cancels-only-its-own', async ({ service, relay, random, signal }) => {
  const database = await service.database();
  const link = await relay.postgres(database);
  const running = await service.start({
    env: {
      DATABASE_URL: link.url,
      REQUEST_TIMEOUT_MS: '20000',
      DB_ACQUIRE_TIMEOUT_MS: '20000',
      DB_POOL_MAX: '1',
    },
  });
  const [mine, yours] = await createTasks(running, random);
  if (mine === undefined || yours === undefined) return;

  // Whatever is needed for a cancel is there: later only the cancel itself is slow.
  await leaveWhileWaiting({ running, database, task: mine, signal });

  for (const slowMs of [500, 700]) {
    const row = await lockTask(database, mine.task.id);
    const other = await lockTask(database, yours.task.id);
    const leaving = new AbortController();
    const left = attemptPatch(running, mine, { status: 'done' }, leaving.signal);
    await expectWaiting(database, 1, { what: 'a PATCH', look: 'Which row does a PATCH need?', signal });
    let answered = false;
    const next = attemptPatch(running, yours, { priority: 'high' }).then((sent) => {
      answered = true;
      return sent;
    });
    await running.request('GET', '/livez', { transcript: false });

    const [working] = await waitingIn(database);
    const slow = slowExcept(link, working?.pid ?? 0, slowMs);
    leaving.abort();
    const cancelling = await link.sees('a cancel', () => slow.cancels().length > 0, goneMs + moreMs);
    if (!cancelling)
      broken({
        expected: 'a cancel to be sent when the client of a PATCH leaves that waits for a row',
        saw: 'no cancel request, no pg_cancel_backend, and no new connection that could send one',
        look: 'Closing the socket does not stop a statement. What does?',
      });
    await left;
    // Its statement ends by itself, while the cancel is still on its way.
    await row.open();
    await link.sees('the end of the cancel', () => slow.cancels().every((over) => over()), slowMs + moreMs);
    slow.restore();
    await eventually(async () => (await waitingIn(database)).length > 0 || answered, {
      signal,
      patienceMs: moreMs + goneMs,
    });
    await other.open();
    expectAnswer(await next, 200, {
      why: `nobody has cancelled it: the cancel that was ${slowMs} ms on its way was for the PATCH before it on that connection`,
      look: 'The statement ended by itself while its cancel was on its way. Who had the connection when it arrived?',
    });
    yours.etag = await etagOf(running, yours);
  }
});

async function etagOf(service: HttpClient, { path }: Stored): Promise<string> {
  return (await service.request('GET', path)).headers.etag ?? '';
}

function attemptPatch(
  service: HttpClient,
  { path, etag }: Stored,
  patch: object,
  leaving?: AbortSignal,
): Promise<Sent> {
  const options = leaving === undefined ? {} : { signal: leaving };
  return service.attempt('PATCH', path, { headers: { 'If-Match': etag }, json: patch, ...options });
}

async function leaveWhileWaiting({
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
  const row = await lockTask(database, task.task.id);
  const leaving = new AbortController();
  const left = attemptPatch(running, task, { status: 'done' }, leaving.signal);
  await expectWaiting(database, 1, { what: 'a PATCH', look: 'Which row does a PATCH need?', signal });
  leaving.abort();
  await left;
  await leftWaiting(database, { signal, patienceMs: goneMs + moreMs });
  await row.open();
}

async function createTasks(
  service: HttpClient,
  random: Random,
): Promise<{ -readonly [K in keyof Stored]: Stored[K] }[]> {
  const tasks: Stored[] = [];
  for (let index = 0; index < 4; index += 1) tasks.push(await createTask(service, { title: random.word() }));
  return tasks;
}

async function expectGone(
  database: PostgresDatabase,
  when: string,
  { look, signal }: { readonly look: string; readonly signal: AbortSignal },
): Promise<void> {
  const left = await leftWaiting(database, { signal, patienceMs: goneMs + moreMs });
  expectThat(left.length === 0, {
    expected: `no statement to be left in pg_stat_activity ${goneMs / 1000} second ${when}`,
    saw: `${left.length} still waiting for a lock: ${showValue(left[0]?.query)}`,
    look,
  });
}
