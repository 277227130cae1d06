import {
  expectThat,
  type FaultyLink,
  type PostgresDatabase,
  type Random,
  requirement,
  type Service,
} from 'checker/kit';
import { expectWorksAgain, tellSent } from './answers.ts';
import { expectWaiting, leftWaiting, lockTables, lockTask, usableAtOnce } from './locks.ts';
import { type Kind, kindsOf, type Sent } from './requests.ts';
import { insertTasks, uuidV7 } from './rows.ts';
import { createTask, creating, type Stored } from './tasks.ts';
import { raiseAt } from './triggers.ts';

const max = 2;
const timeoutMs = 2000;
const quiet = { transcript: false };

requirement('pool-releases', async ({ service, relay, random, signal }) => {
  const database = await service.database();
  const link = await relay.postgres(database);
  const running = await service.start({
    env: {
      DATABASE_URL: link.url,
      DB_POOL_MAX: String(max),
      REQUEST_TIMEOUT_MS: String(timeoutMs),
      DB_ACQUIRE_TIMEOUT_MS: '500',
      LOG_LEVEL: 'error',
    },
  });
  const tasks: Stored[] = [];
  for (let index = 0; index < 4; index += 1) tasks.push(await createTask(running, { title: random.word() }));
  const scene: Scene = {
    running,
    database,
    link,
    random,
    signal,
    kinds: kindsOf(running, tasks, 'x'),
    tasks,
  };
  const usable = await usableNow(scene, max);
  for (const [what, failing] of [
    ['requests that were refused with 404, 409, 412 and 422', refused],
    ['changes that the database refused', refusedByTheDatabase],
    ['requests whose time, or whose wait for a connection, was over', late],
    ['requests whose clients have left', left],
    ['requests on backends that were terminated', terminated],
    ['a list that came more slowly than its time allowed', trickling],
  ] as const) {
    const sent = await failing(scene);
    const statuses = [
      ...new Set(sent.map((each) => (each.kind === 'reply' ? String(each.status) : each.told))),
    ];
    await expectWorksAgain(running, what, {
      look: `Who gives the connection back after ${statuses.join(', ')}?`,
      signal,
    });
    const now = await usableNow(scene, usable);
    expectThat(now >= usable, {
      expected: `as many connections to be usable at once as on the first day, ${usable} (DB_POOL_MAX=${max}), after ${what}`,
      saw: `${now} of them`,
      look: `Who gives the connection back, or throws it away, after ${statuses.join(', ')}? Is it done once, on every way out?`,
    });
  }
});

interface Scene {
  readonly running: Service;
  readonly database: PostgresDatabase;
  readonly link: FaultyLink;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly kinds: readonly Kind[];
  readonly tasks: readonly Stored[];
}

async function usableNow({ database, kinds, signal }: Scene, until: number): Promise<number> {
  const [list] = kinds;
  return list === undefined ? 0 : usableAtOnce(database, list, { asked: max, until, signal });
}

/** So many times, eight at once. */
async function often(count: number, sends: readonly (() => Promise<Sent>)[]): Promise<Sent[]> {
  const all = Array.from({ length: count }, () => sends).flat();
  const sent: Sent[] = [];
  for (let index = 0; index < all.length; index += 8)
    sent.push(...(await Promise.all(all.slice(index, index + 8).map((send) => send()))));
  return sent;
}

function refused({ running, tasks, random }: Scene): Promise<Sent[]> {
  const [task] = tasks;
  const path = task?.path ?? '';
  const id = task?.task.id ?? '';
  const none = `${id.slice(0, -12)}${'0'.repeat(12)}`;
  const stale = { 'If-Match': '"no such tag"' };
  return often(20, [
    () => running.attempt('GET', `/tasks/${none}`, quiet),
    () => running.attempt('GET', `/tasks/${none}/history`, quiet),
    () => running.attempt('PATCH', path, { ...quiet, headers: stale, json: { title: random.word() } }),
    () => running.attempt('DELETE', path, { ...quiet, headers: stale }),
    () => running.attempt('DELETE', `/tasks/${none}`, quiet),
    () => running.attempt('POST', '/tasks', { ...quiet, json: { title: '' } }),
    () =>
      running.attempt('POST', '/tasks/batch', {
        ...quiet,
        json: { operations: [creating(random.word()), { op: 'delete', id: none }] },
      }),
    () =>
      running.attempt('POST', '/tasks/batch', {
        ...quiet,
        json: { operations: [{ op: 'update', id, ifMatch: stale['If-Match'], task: {} }] },
      }),
  ]);
}

async function refusedByTheDatabase({ running, database, random }: Scene): Promise<Sent[]> {
  const all: Sent[] = [];
  for (const [sqlstate, atCommit] of [
    ['23505', false],
    ['23514', true],
    ['40001', false],
    ['XX000', true],
  ] as const) {
    const title = random.word(12);
    const when = `NEW.title = '${title}'`;
    const raised = await raiseAt(database, { table: 'tasks', on: 'INSERT', when, sqlstate, atCommit });
    all.push(...(await often(4, [() => running.attempt('POST', '/tasks', { ...quiet, json: { title } })])));
    await raised.drop();
  }
  return all;
}

async function late({ database, kinds, signal }: Scene): Promise<Sent[]> {
  const gate = await lockTables(database);
  const sent = await Promise.all(kinds.map((kind) => kind.send(quiet)));
  await leftWaiting(database, { signal, patienceMs: 3000 });
  await gate.open();
  return sent;
}

async function left({ running, database, kinds, tasks, signal }: Scene): Promise<Sent[]> {
  const [task] = tasks;
  const row = await lockTask(database, task?.task.id ?? '');
  const leaving = new AbortController();
  const patching = Array.from({ length: 4 }, () =>
    running.attempt('PATCH', task?.path ?? '', {
      ...quiet,
      headers: { 'If-Match': '*' },
      json: { title: 'left' },
      signal: leaving.signal,
    }),
  );
  await expectWaiting(database, 1, { what: 'a PATCH', look: 'Which row does a PATCH need?', signal });
  leaving.abort();
  const sent = await Promise.all(patching);
  await leftWaiting(database, { signal, patienceMs: 3000 });
  await row.open();
  // Nobody knows how far those are that leave at once.
  const soon = Array.from({ length: 5 }, () => kinds.filter(({ writes }) => !writes)).flat();
  const going = soon.map((kind) => {
    const now = new AbortController();
    const reply = kind.send({ ...quiet, signal: now.signal });
    setImmediate(() => now.abort());
    return reply;
  });
  return [...sent, ...(await Promise.all(going))];
}

async function terminated({ database, kinds, signal }: Scene): Promise<Sent[]> {
  const gate = await lockTables(database);
  const sending = kinds.filter(({ writes }) => !writes).map((kind) => kind.send(quiet));
  await expectWaiting(database, 1, { what: 'a GET', look: 'Which tables does a GET read?', signal });
  await database.terminate();
  const sent = await Promise.all(sending);
  await gate.open();
  await database.terminate();
  return sent;
}

/** Bytes go on to come for minutes, and nobody waits for them. */
async function trickling({ running, database, link, random }: Scene): Promise<Sent[]> {
  const at = '2026-03-01T12:00:00.000000Z';
  const rows = Array.from({ length: 100 }, (_, index) => ({
    id: uuidV7(Date.parse(at), BigInt(index + 1)),
    title: random.word(190),
    at,
  }));
  await insertTasks(database, rows);
  for (const { id, ended } of link.connections()) if (ended === null) link.connection(id)?.throttle(1000);
  const target = '/tasks?limit=100';
  const sent = await Promise.all([running.attempt('GET', target), running.attempt('GET', target)]);
  for (const each of sent)
    expectThat(each.kind === 'reply' && (each.status === 504 || each.status === 503), {
      expected: `a list of 100 tasks whose rows come at 1,000 bytes a second to be answered with 504 after REQUEST_TIMEOUT_MS=${timeoutMs}`,
      saw: tellSent(each),
      look: 'What bounds a request: its time, or the silence of the database?',
    });
  return sent;
}
