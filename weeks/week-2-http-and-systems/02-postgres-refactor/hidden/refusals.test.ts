import { expectThat, type HttpClient, type PostgresDatabase, type Reply, requirement } from 'checker/kit';
import { contentsOf, expectUnchanged } from './rows.ts';
import { areWaiting } from './sessions.ts';
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
  tellAnswer,
  told,
} from './tasks.ts';
import { gateAt, type Raised, raiseAt } from './triggers.ts';

requirement('rolls-back-on-constraint', async ({ service, random }) => {
  const database = await service.database();
  const running = await service.start();
  const word = random.word();
  const kept = await createTask(running, { title: `kept ${word}`, due: '2026-03-01' });
  const other = await createTask(running, { title: `other ${word}` });
  await database.query(
    `ALTER TABLE public.tasks ADD CONSTRAINT judge_check CHECK (title <> 'forbidden ${word}'),
     ADD CONSTRAINT judge_unique UNIQUE (title) DEFERRABLE INITIALLY DEFERRED`,
  );
  const before = await contentsOf(database);
  const forbidden = `forbidden ${word}`;
  const fresh = (count: number) => Array.from({ length: count }, (_, index) => creating(`${word} ${index}`));
  const refused: readonly (readonly [
    what: string,
    status: number,
    send: () => Promise<Reply>,
    look: string,
  ])[] = [
    [
      'a POST that a constraint refuses',
      422,
      () => running.request('POST', '/tasks', { json: { title: forbidden } }),
      'What of it had been committed when the statement failed?',
    ],
    [
      'a PATCH that a constraint refuses',
      422,
      () => patchTask(running, kept, { title: forbidden, status: 'done' }),
      'What of it had been committed when the statement failed?',
    ],
    [
      'a batch whose last operation a constraint refuses',
      422,
      () =>
        sendBatch(running, [
          ...fresh(3),
          { op: 'update', id: kept.task.id, task: { title: `changed ${word}` } },
          { op: 'delete', id: other.task.id },
          creating(forbidden),
        ]),
      'BEGIN, all statements and COMMIT on the same connection: which of them went over another one, or were committed before?',
    ],
    [
      'a batch of 1,500 creates, the last of which a constraint refuses',
      422,
      () => sendBatch(running, [...fresh(1_500), creating(forbidden)]),
      'Statements may be as many as you like; the transaction is one.',
    ],
    [
      'a POST that is refused at COMMIT',
      409,
      () => running.request('POST', '/tasks', { json: { title: kept.task.title } }),
      'A constraint can be deferred. COMMIT is a statement that fails like others: who waits for it, and when is the answer sent?',
    ],
    [
      'a PATCH that is refused at COMMIT',
      409,
      () => patchTask(running, kept, { title: other.task.title }),
      'A constraint can be deferred. COMMIT is a statement that fails like others: who waits for it, and when is the answer sent?',
    ],
    [
      'a batch that is refused at COMMIT',
      409,
      () =>
        sendBatch(running, [
          ...fresh(2),
          { op: 'update', id: kept.task.id, task: { title: `changed ${word}` } },
          creating(`${word} 0`),
        ]),
      'When the first results are ready, nothing is committed yet.',
    ],
  ];
  for (const [what, status, send, look] of refused) {
    const promise = `When the database refuses any part of a request, nothing of it has happened (here: ${what}).`;
    const reply = await send();
    await expectUnchanged(database, before, what, { promise, look });
    expectStatus(reply, status, { promise, look });
  }
  const removing = 'The row is there until COMMIT has succeeded, and no longer.';
  const atEnd = await raiseAt(database, {
    table: 'tasks',
    on: 'UPDATE OR DELETE',
    when: `OLD.id = '${kept.task.id}'`,
    sqlstate: '23503',
    atCommit: true,
  });
  const gone = await running.request('DELETE', kept.path);
  await expectUnchanged(database, before, 'a DELETE that is refused at COMMIT', { look: removing });
  expectStatus(gone, 422, { look: removing });
  await atEnd.drop();

  const look = 'What has a refused request left behind that the next one stumbles over?';
  const read = await readTask(running, kept);
  expectStatus(read, 200, { look });
  expectThat(read.headers.etag === kept.etag, {
    expected: `the ETag as it was, ${kept.etag}, since nothing has changed`,
    saw: `ETag ${read.headers.etag}`,
    look,
  });
  expectStatus(await patchTask(running, kept, { title: `now ${word}` }), 200, { look });
});

requirement('history-atomic', async ({ service, signal }) => {
  const database = await service.database();
  const running = await service.start();
  const task = await createTask(running, { title: 'there already' });
  const both =
    'Change and history are one transaction: give the function that writes the history the same connection, and wait for it before COMMIT.';
  for (const atCommit of [false, true]) {
    const raised = await raiseAt(database, {
      table: 'task_history',
      on: 'INSERT',
      sqlstate: '23514',
      atCommit,
    });
    await expectNeither(raised, 'the history', running, task, database, atCommit, both);
    await raised.drop();
  }
  const raised = await raiseAt(database, {
    table: 'tasks',
    on: 'INSERT OR UPDATE OR DELETE',
    sqlstate: '23514',
    atCommit: true,
  });
  await expectNeither(raised, 'the change', running, task, database, true, both);
  await raised.drop();

  // Neither is to be seen while the other is under way.
  const before = await contentsOf(database);
  const gate = await gateAt(database, { table: 'task_history', on: 'INSERT' });
  const changes = [
    running.request('POST', '/tasks', { json: { title: 'waits for its history' } }),
    patchTask(running, task, { title: 'waits as well' }),
  ];
  const arrived = await areWaiting(database, { count: 2, signal });
  const promise = 'A change is to be seen when its history is, and not before.';
  await expectUnchanged(database, before, 'two changes whose history is still being written', {
    promise,
    look: both,
  });
  expectThat(arrived, {
    promise: 'Each change writes a row of task_history in its transaction.',
    expected:
      'a POST and a PATCH to wait, each in a transaction, while the judge holds up rows for task_history',
    saw: 'nobody who waits for a lock',
    look: both,
  });
  await gate.open();
  const [post, patch] = await Promise.all(changes);
  if (post === undefined || patch === undefined) return;
  expectStatus(post, 201, { look: both });
  expectStatus(patch, 200, { look: both });
  for (const [stored, ops] of [
    [storedIn(post, { look: both }), ['created']],
    [task, ['created', 'updated']],
  ] as const) {
    const items = await historyOf(running, stored, { look: both });
    expectThat(items.map(({ op }) => op).join() === ops.join(), {
      expected: `the history of that task to be ${ops.join(', ')}`,
      saw: items.map(({ op }) => op).join(', ') || 'empty',
      look: both,
    });
  }
});

/** Each kind of change, while the database refuses one half of it. */
async function expectNeither(
  raised: Raised,
  half: 'the history' | 'the change',
  client: HttpClient,
  task: Stored,
  database: PostgresDatabase,
  atCommit: boolean,
  look: string,
): Promise<void> {
  const before = await contentsOf(database);
  const when = atCommit ? ' at COMMIT' : '';
  for (const [what, send] of [
    ['POST', () => client.request('POST', '/tasks', { json: { title: 'new' } })],
    ['PATCH', () => patchTask(client, task, { title: 'changed' })],
    [
      'batch',
      () =>
        sendBatch(client, [creating('new'), { op: 'update', id: task.task.id, task: { status: 'done' } }]),
    ],
    ['DELETE', () => client.request('DELETE', task.path)],
  ] as const) {
    const promise = `A change and its history are there both or neither (here: a ${what}, and the database refuses ${half} of it${when}).`;
    const reply = await send();
    await expectUnchanged(database, before, `a ${what} of which the database refused ${half}${when}`, {
      promise,
      look,
    });
    expectStatus(reply, 422, { promise, why: `${half} was refused with 23514`, look });
  }
  expectThat((await raised.count()) > 0, {
    expected: `rows in ${half === 'the history' ? 'task_history' : 'tasks'} for each change`,
    saw: `no row was written: ${told({ method: 'POST', target: '/tasks' })} got ${tellAnswer({ status: 422, text: '' })}`,
    look,
  });
}
