import {
  expectEqual,
  expectThat,
  type HttpClient,
  type PostgresDatabase,
  type Reply,
  requirement,
} from 'checker/kit';
import { lockTask } from './locks.ts';
import { areWaiting, expectNoTransaction } from './sessions.ts';
import { type Statement, startBehind, tellStatements, transactionWords, writes } from './statements.ts';
import {
  createTask,
  creating,
  expectStatus,
  historyOf,
  patchTask,
  readTask,
  type Stored,
  sendBatch,
  storedIn,
  taskOf,
} from './tasks.ts';

requirement('no-nested-commit', async ({ service, relay, signal }) => {
  const { running, link, database } = await startBehind(service, relay, { DB_POOL_MAX: '2' });
  const look =
    'Who begins and who ends? Only the function at the top; those that write are given a connection, and know nothing of transactions.';
  const task = await createTask(running, { title: 'one' });
  const doomed = await createTask(running, { title: 'two' });
  const updating = (title: string) => ({ op: 'update', id: task.task.id, task: { title } });
  const requests: readonly (readonly [what: string, status: number, send: () => Promise<Reply>])[] = [
    ['a POST', 201, () => running.request('POST', '/tasks', { json: { title: 'three' } })],
    ['a PATCH', 200, () => patchTask(running, task, { title: 'changed' })],
    ['a PATCH that is refused', 412, () => patchTask(running, task, { title: 'late' })],
    ['a DELETE', 204, () => running.request('DELETE', doomed.path)],
    ['a DELETE of what is gone', 404, () => running.request('DELETE', doomed.path)],
    [
      'a batch of six operations',
      200,
      () =>
        sendBatch(running, [
          creating('a'),
          updating('b'),
          creating('c'),
          updating('d'),
          creating('e'),
          { op: 'delete', id: task.task.id },
        ]),
    ],
    [
      'a batch that is refused',
      409,
      () => sendBatch(running, [creating('f'), updating('of a task that is gone')]),
    ],
  ];
  for (const [what, status, send] of requests) {
    const mark = link.mark();
    const reply = await send();
    expectStatus(reply, status, { look });
    await expectNoTransaction(database, what, signal, { look });
    const said = link.statements({ since: mark });
    const promise = `A change is one BEGIN and one COMMIT on one connection (here: ${what}).`;
    const words = said.flatMap(({ sql }) => transactionWords(sql));
    const changing = said.filter(writes);
    // One statement alone is a transaction by itself.
    const alone = words.length === 0 && changing.length <= 1;
    expectThat(alone || words.join() === 'begin,end', {
      promise,
      expected: 'one BEGIN, and then one COMMIT or ROLLBACK',
      saw: `${count(words, 'begin')} times BEGIN, ${count(words, 'end')} times COMMIT or ROLLBACK: ${tellStatements(said)}`,
      look,
    });
    expectInOrder(said, { promise, look });
  }

  // On few connections whoever says BEGIN on one and goes on on another meets somebody else's transaction.
  const mark = link.mark();
  const many = Array.from({ length: 12 }, (_, index) =>
    index % 3 === 0
      ? sendBatch(running, [creating(`batch ${index}`), creating(`batch ${index}, too`)])
      : running.request('POST', '/tasks', { json: { title: `at once ${index}` } }),
  );
  const replies = await Promise.all(many);
  const promise =
    'A transaction is what is said on one connection between BEGIN and COMMIT, also when many requests share two connections.';
  const one = "On which connection does the next statement run after `pool.query('BEGIN')`?";
  expectInOrder(link.statements({ since: mark }), { promise, look: one });
  for (const reply of replies) expectStatus(reply, [200, 201], { promise, look: one });
});

function count(words: readonly string[], word: string): number {
  return words.filter((each) => each === word).length;
}

/** On each connection: nothing begins within a transaction, nothing ends outside of one, and changes are made within. */
function expectInOrder(
  said: readonly Statement[],
  teaching: { readonly promise: string; readonly look: string },
): void {
  const connections = new Set(said.map(({ connection }) => connection));
  for (const connection of connections) {
    const here = said.filter((statement) => statement.connection === connection);
    const begins = here.some(({ sql }) => transactionWords(sql).includes('begin'));
    let open = false;
    for (const statement of here) {
      for (const word of transactionWords(statement.sql)) {
        expectThat(open === (word === 'end'), {
          ...teaching,
          expected:
            word === 'end'
              ? 'a COMMIT or ROLLBACK to end a transaction'
              : 'a BEGIN outside of any transaction',
          saw: `${statement.sql.trim().slice(0, 60)} ${open ? 'inside of another transaction' : 'without one'}: ${tellStatements(here)}`,
        });
        open = word === 'begin';
      }
      expectThat(!begins || open || !writes(statement), {
        ...teaching,
        expected: 'what changes rows to stand between BEGIN and COMMIT on that connection',
        saw: `${statement.sql.replaceAll(/\s+/g, ' ').trim().slice(0, 80)} outside of a transaction: ${tellStatements(here)}`,
      });
    }
  }
}

requirement('no-lost-updates', async ({ service, signal, random }) => {
  const database = await service.database();
  const [first, second] = await Promise.all([
    service.start({ name: 'process 1' }),
    service.start({ name: 'process 2' }),
  ]);
  await expectOneOfTwo(first, second, database, signal);
  await expectBothMembers(first, second, database, signal);

  // A crowd that counts in the title: each change is made on what its client has seen.
  const { path, task } = await createTask(first, { title: '0' });
  const clients = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? first : second));
  const each = 4;
  let refused = 0;
  await Promise.all(
    clients.map(async (client) => {
      const sending = { transcript: false };
      for (let made = 0; made < each; ) {
        const seen = storedIn(await readTask(client, { path }, sending), { look: lost });
        const reply = await patchTask(client, seen, { title: String(Number(seen.task.title) + 1) }, sending);
        expectStatus(reply, [200, 412], { look: lost });
        if (reply.status === 200) made += 1;
        else refused += 1;
        expectThat(refused < 2_000, {
          expected: 'of those who change a task at once, one to succeed each time',
          saw: `${refused} times 412`,
          look: lost,
        });
      }
    }),
  );
  const wished = String(clients.length * each);
  const end = taskOf(await readTask(random.pick(clients), { path }), { look: lost });
  expectEqual(
    `the count after ${wished} changes that were answered with 200, by two processes`,
    end.title,
    wished,
    {
      look: lost,
    },
  );
  const changes = (await historyOf(second, { path }, { look: lost })).length;
  expectEqual('the changes in the history of that task', changes, clients.length * each + 1, { look: lost });
  expectEqual('its id', end.id, task.id, { look: lost });
});

const lost =
  'A mutex in one process protects nothing from the other. Between reading the row and changing it, who else can change it?';

/** Both have the ETag; the row is held until both processes have come as far as they can. */
async function expectOneOfTwo(
  first: HttpClient,
  second: HttpClient,
  database: PostgresDatabase,
  signal: AbortSignal,
): Promise<void> {
  const kinds: readonly (readonly [
    what: string,
    send: (stored: Stored) => Promise<Reply>,
    refused: readonly number[],
  ])[] = [
    ['a PATCH', (stored) => patchTask(second, stored, { title: 'by process 2' }), [412]],
    [
      'a batch with an update',
      ({ task, etag }) =>
        sendBatch(second, [{ op: 'update', id: task.id, ifMatch: etag, task: { title: 'by process 2' } }]),
      [409],
    ],
    [
      'a DELETE with If-Match',
      ({ path, etag }) => second.request('DELETE', path, { headers: { 'If-Match': etag } }),
      [412],
    ],
  ];
  for (const [what, send, refused] of kinds) {
    const stored = await createTask(first, { title: 'contended' });
    const gate = await lockTask(database, stored.task.id);
    const ours = patchTask(first, stored, { title: 'by process 1' });
    const arrived = await areWaiting(database, { signal, patienceMs: 2_000 });
    const theirs = send(stored);
    if (arrived) await areWaiting(database, { count: 2, signal, patienceMs: 2_000 });
    await gate.open();
    const [one, other] = await Promise.all([ours, theirs]);
    const promise = `Of two changes to one task under If-Match one is refused, also when they reach two processes (here: a PATCH, and ${what}).`;
    const won = [one, other].filter(({ status }) => status < 300).length;
    expectThat(won === 1, {
      promise,
      expected: 'one of two changes under the same ETag to be made',
      saw: `${one.status} from process 1 and ${other.status} from process 2`,
      look: lost,
    });
    // Where the task was deleted meanwhile there is none to compare with.
    if (one.status >= 300) expectStatus(one, [412, 404], { promise, look: lost });
    else expectStatus(other, refused, { promise, look: lost });
    const now = await readTask(first, stored);
    const title = now.status === 200 ? taskOf(now, { look: lost }).title : 'gone';
    const wished = one.status < 300 ? 'by process 1' : what.startsWith('a DELETE') ? 'gone' : 'by process 2';
    expectEqual('the title after the change that succeeded', title, wished, { promise, look: lost });
  }
}

/** `If-Match: *` takes the task as it is: members that a patch does not name are not its to change. */
async function expectBothMembers(
  first: HttpClient,
  second: HttpClient,
  database: PostgresDatabase,
  signal: AbortSignal,
): Promise<void> {
  const stored = await createTask(first, { title: 'shared', priority: 'low' });
  const gate = await lockTask(database, stored.task.id);
  const any = { path: stored.path, etag: '*' };
  const both = [
    patchTask(first, any, { title: 'by process 1' }),
    patchTask(second, any, { priority: 'high' }),
  ];
  await areWaiting(database, { count: 2, signal, patienceMs: 2_000 });
  await gate.open();
  const promise = 'A change keeps what it does not name, as it is at that moment.';
  for (const reply of await Promise.all(both)) expectStatus(reply, 200, { promise, look: lost });
  const { title, priority } = taskOf(await readTask(second, stored), { look: lost });
  expectEqual(
    'title and priority after one process has changed the one and another the other',
    { title, priority },
    { title: 'by process 1', priority: 'high' },
    { promise, look: lost },
  );
}
