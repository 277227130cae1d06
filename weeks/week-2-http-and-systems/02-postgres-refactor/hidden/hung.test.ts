import {
  broken,
  expectThat,
  type FaultyLink,
  type PostgresDatabase,
  requirement,
  type Service,
} from 'checker/kit';
import { expectAnswer, expectInTime, expectRetryAfter, expectWorksAgain, moreMs } from './answers.ts';
import { usableAtOnce } from './locks.ts';
import { mostAtOnce } from './most-at-once.ts';
import { kindsOf } from './requests.ts';
import { countTitled } from './rows.ts';
import { eventually } from './sessions.ts';
import { hasCancelled } from './slow-cancels.ts';
import { createTask, type Stored } from './tasks.ts';

const max = 2;
const timeoutMs = 2000;

requirement('hung-database', async ({ service, relay, random, signal }) => {
  const database = await service.database();
  const link = await relay.postgres(database);
  const running = await service.start({
    env: {
      DATABASE_URL: link.url,
      REQUEST_TIMEOUT_MS: String(timeoutMs),
      DB_ACQUIRE_TIMEOUT_MS: '500',
      DB_POOL_MAX: String(max),
    },
  });
  const tasks: Stored[] = [];
  for (let index = 0; index < 4; index += 1) tasks.push(await createTask(running, { title: random.word() }));
  const scene = { running, database, link, tasks, signal, title: random.word(12) };
  const usable = await usableNow(scene, max);
  await expectSlowCommitIsNotTriedAgain(scene);
  await expectForgottenAreReplaced(scene, usable);
  await expectSilenceIsSurvived(scene, usable);
});

interface Scene {
  readonly running: Service;
  readonly database: PostgresDatabase;
  readonly link: FaultyLink;
  readonly tasks: readonly Stored[];
  readonly signal: AbortSignal;
  readonly title: string;
}

async function usableNow({ running, database, tasks, title, signal }: Scene, until: number): Promise<number> {
  const [list] = kindsOf(running, tasks, title);
  return list === undefined ? 0 : usableAtOnce(database, list, { asked: max, until, signal });
}

/** The server has committed, and its answer does not come in time. */
async function expectSlowCommitIsNotTriedAgain(scene: Scene): Promise<void> {
  const { running, database, link, signal, title } = scene;
  const isCommit = (sql: string) => /^\s*(commit|end)\b/i.test(sql);
  const since = link.mark();
  let held = false;
  const listening = link.listen((event) => {
    if (held || event.kind !== 'statement' || !isCommit(event.statement.sql)) return;
    held = true;
    link.connection(event.statement.connection)?.holdReplies();
  });
  const sent = await running.attempt('POST', '/tasks', {
    json: { title },
    patienceMs: timeoutMs + moreMs + 500,
  });
  listening[Symbol.dispose]();
  if (!held)
    broken({
      expected: 'a POST to be one transaction, which ends in COMMIT',
      saw: 'no COMMIT on any connection',
      look: 'Which statements make a task and its history one change?',
    });
  const look = 'COMMIT was sent, and its answer is held back. What is known about the change by then?';
  expectAnswer(sent, [503, 504], { why: 'the answer to its COMMIT never came', look });
  expectRetryAfter(sent);
  expectInTime(sent, 'REQUEST_TIMEOUT_MS', timeoutMs, { look });
  await expectWorksAgain(running, 'an answer to COMMIT was held back', { look, signal });
  const count = await countTitled(database, title);
  expectThat(count <= 1, {
    expected: 'the task of a POST whose COMMIT was not answered in time to be there once or not at all',
    saw: `${count} tasks with that title`,
    look,
  });
  // Who keeps a connection for cancelling has it from here on, and it is silent with the others in what follows.
  await eventually(async () => hasCancelled(link, since), { signal, patienceMs: 1500 });
  await link.restore();
}

/** As when a firewall has forgotten connections: those that stand are silent, and new ones work. */
async function expectForgottenAreReplaced(scene: Scene, usable: number): Promise<void> {
  const { running, link, tasks, title, signal } = scene;
  const forgotten = link.connections().filter(({ use, ended }) => use === 'session' && ended === null);
  for (const { id } of forgotten) link.connection(id)?.hang();
  const look =
    'Whom does the connection go back to when its statement is never answered, nor the cancel, nor ROLLBACK, nor a goodbye?';
  const [list, , , post, patch] = kindsOf(running, tasks, title);
  const sending = [list, post, patch, list].map((kind) =>
    kind?.send({ patienceMs: timeoutMs + moreMs + 500 }),
  );
  for (const sent of await Promise.all(sending)) {
    if (sent === undefined) continue;
    expectAnswer(sent, [200, 201, 503, 504], { why: 'its connection has fallen silent', look });
    expectRetryAfter(sent);
    expectInTime(sent, 'REQUEST_TIMEOUT_MS', timeoutMs, { look });
  }
  await expectWorksAgain(running, 'all connections had fallen silent, and new ones could be made', {
    look,
    signal,
  });
  const since = link.mark();
  const now = await usableNow(scene, usable);
  expectThat(now >= usable, {
    expected: `as many connections to be usable at once as before, ${usable}, after all of them had fallen silent`,
    saw: `${now}`,
    look,
  });
  const used = forgotten.find(({ id }) => link.statements({ since, connection: id }).length > 0);
  expectThat(used === undefined, {
    expected: 'a connection that has not answered to be given up, and not used again',
    saw: `a statement on it: ${link.statements({ since, connection: used?.id ?? 0 })[0]?.sql}`,
    look,
  });
}

/** Connections stay open, new ones are accepted, and nothing comes on any of them. */
async function expectSilenceIsSurvived(scene: Scene, usable: number): Promise<void> {
  const { running, link, tasks, title, signal } = scene;
  await link.restore();
  await expectWorksAgain(running, 'the silent connections were given up', {
    look: 'What is left of connections that were given up?',
    signal,
  });
  link.hang();
  const look =
    'Nothing is answered, and nothing is refused either. What bounds each thing that is waited for?';
  const kinds = kindsOf(running, tasks, title);
  const ready = running.attempt('GET', '/readyz', { patienceMs: timeoutMs + moreMs + 500 });
  const live = await running.attempt('GET', '/livez');
  expectAnswer(live, 200, { why: 'the process lives', look });
  for (let round = 0; round < 2; round += 1) {
    const sending = kinds.map((kind) =>
      kind.send({ patienceMs: timeoutMs + moreMs + 500, transcript: false }),
    );
    for (const sent of await Promise.all(sending)) {
      expectAnswer(sent, [503, 504], { why: 'the database has fallen silent', look });
      expectRetryAfter(sent);
      expectInTime(sent, 'REQUEST_TIMEOUT_MS', timeoutMs, { look });
    }
  }
  const notReady = await ready;
  expectAnswer(notReady, 503, {
    why: 'the database does not answer, and /readyz says never anything else',
    look,
  });
  expectInTime(notReady, 'REQUEST_TIMEOUT_MS', timeoutMs, { look });
  const most = mostAtOnce(link);
  expectThat(most <= max + 1, {
    expected: `never more than DB_POOL_MAX=${max} connections, and one for cancelling, also before a silent database`,
    saw: `${most} at once`,
    look: 'Which connections are given up, and is each closed before another is made?',
  });
  await link.restore();
  await expectWorksAgain(running, 'the database speaks again', { look, signal });
  const now = await usableNow(scene, usable);
  expectThat(now >= usable, {
    expected: `as many connections to be usable at once as before, ${usable}, once the database speaks again`,
    saw: `${now}`,
    look,
  });
}
