import { expectEqual, expectThat, requirement, showValue } from 'checker/kit';
import { ask } from './ask.ts';
import { countTitled, insertTasks, uuidV7 } from './rows.ts';
import { type Link, startBehind, tellStatements } from './statements.ts';
import {
  createTask,
  creating,
  expectStatus,
  historyOf,
  listTasks,
  patchTask,
  pathOf,
  readTask,
  resultsOf,
  sendBatch,
  storedIn,
  taskOf,
  walkTasks,
} from './tasks.ts';

requirement('parameterised', async ({ service, relay, random }) => {
  const { running, link } = await startBehind(service, relay);
  const word = random.word(10);
  const look =
    'Search for `${` in your SQL. Texts of statements are made of constants only; values go into an array beside them.';
  const titles = [
    `${word}'); DROP TABLE tasks; --`,
    `${word} $1 $2 :id %s ? \\`,
    `${word}' || (SELECT version()) || '`,
    `${word}" \\' $$ {a,b} \\x41 NULL`,
  ];
  const mark = link.mark();
  const made = [];
  for (const title of titles)
    made.push(await createTask(running, { title, due: '2031-07-19', priority: 'high' }));
  for (const [index, { task }] of made.entries())
    expectEqual('the title in the answer to a POST', task.title, titles[index], { look });
  const [first, second] = made;
  if (first === undefined || second === undefined) return;
  const patched = storedIn(await patchTask(running, first, { title: titles[2], due: '2032-08-20' }), {
    look,
  });
  expectEqual('the title in the answer to a PATCH', patched.task.title, titles[2], { look });
  const batch = resultsOf(
    await sendBatch(running, [
      ...titles.map((title) => creating(title, { due: '2033-09-21' })),
      { op: 'update', id: second.task.id, ifMatch: second.etag, task: { title: `${word}''` } },
    ]),
    { look },
  );
  expectEqual(
    'the titles in the answer to a batch',
    batch.map(({ task }) => task?.title),
    [...titles, `${word}''`],
    { look },
  );
  const read = taskOf(await readTask(running, { path: pathOf(second.task.id) }), { look });
  expectEqual('the title in the answer to a GET', read.title, `${word}''`, { look });
  await historyOf(running, first, { look });
  await walkTasks(running, { limit: '3', priority: 'high', status: 'open' }, { look });
  expectStatus(await running.request('DELETE', first.path), 204, { look });
  for (const target of [
    `/tasks/${encodeURIComponent(`${word}' OR '1'='1`)}`,
    `/tasks?cursor=${encodeURIComponent(`${word}' OR '1'='1`)}`,
  ])
    expectStatus(await running.request('GET', target), [400, 404], { look });
  const left = await walkTasks(running, {}, { look });
  expectEqual('the number of tasks after all that', left.length, 7, { look });

  const sent = [
    word,
    '2031-07-19',
    '2032-08-20',
    '2033-09-21',
    ...[first, second].map(({ task }) => task.id),
    ...[first, second].map(({ task }) => task.createdAt),
  ];
  const said = link.statements({ since: mark });
  expectThat(said.length > 0, {
    expected: 'statements on the connections to PostgreSQL',
    saw: 'none that the judge can read',
    look: 'Connect as DATABASE_URL says, without encryption.',
  });
  for (const statement of said) {
    const found = sent.find((value) => statement.sql.includes(value));
    expectThat(found === undefined, {
      expected: 'no value of a request in the text of a statement',
      saw: `${showValue(found)} in ${showValue(statement.sql.slice(0, 300))}`,
      look,
    });
  }
  await expectSameTexts(link, async (limit) => {
    const { nextCursor } = await listTasks(running, { limit }, { look });
    await listTasks(running, { limit, cursor: nextCursor ?? '' }, { look });
  });
});

/** What differs between two requests of the same shape is values, and those stand beside the text. */
async function expectSameTexts(link: Link, request: (limit: string) => Promise<void>): Promise<void> {
  const textsOf = async (limit: string) => {
    const mark = link.mark();
    await request(limit);
    return link.statements({ since: mark }).map(({ sql }) => sql);
  };
  // Whatever is said once on a new connection has been said before.
  await textsOf('1');
  const [two, three] = [await textsOf('2'), await textsOf('3')];
  expectEqual(
    'the texts of the statements of a list with limit=3, compared with one of limit=2,',
    three,
    two,
    {
      promise: 'Values are parameters: limits and cursors, too.',
      look: 'How does a limit get into your statement, and how a cursor?',
    },
  );
}

requirement('n-plus-one', async ({ service, relay }) => {
  const { running, link, database } = await startBehind(service, relay);
  const at = Date.parse('2026-03-01T12:00:00Z');
  await insertTasks(
    database,
    Array.from({ length: 130 }, (_, index) => ({
      id: uuidV7(at + index, BigInt(index)),
      status: index % 4 === 0 ? ('done' as const) : ('open' as const),
      priority: 'high' as const,
      at: new Date(at + index).toISOString(),
    })),
  );
  const look =
    'One statement brings the page, with one row more than the limit, which tells whether there is a next one.';
  // Whatever is said once on a new connection is no part of a request.
  const { nextCursor } = await listTasks(running, { limit: '1' }, { look });
  const counts: number[] = [];
  for (const parameters of [
    { limit: '1' },
    { limit: '10' },
    { limit: '100' },
    { limit: '100', cursor: nextCursor ?? '' },
    { limit: '30', status: 'done', priority: 'high' },
    { limit: '30', status: 'done', priority: 'low' },
  ]) {
    const mark = link.mark();
    const { items } = await listTasks(running, parameters, { look });
    const said = link.statements({ since: mark });
    counts.push(said.length);
    expectThat(said.length <= 3, {
      expected: `at most 3 statements for a list request, BEGIN and COMMIT counted`,
      saw: `${said.length} for ${items.length} items: ${tellStatements(said)}`,
      look,
    });
  }
  expectThat(Math.max(...counts.slice(0, 3)) === Math.min(...counts.slice(0, 3)), {
    expected: 'as many statements for a page of 100 as for one of 1',
    saw: counts.slice(0, 3).join(', '),
    look,
  });
});

requirement('large-batch', async ({ service }) => {
  const database = await service.database();
  const running = await service.start({ env: { REQUEST_TIMEOUT_MS: '45000', LOG_LEVEL: 'error' } });
  const patient = { transcript: false, patienceMs: 45_000 };
  const look =
    'The protocol counts the parameters of a statement in two bytes, and `pg` sends the wrong number beyond that. How many has yours with 10,000 rows?';
  const numbers = Array.from({ length: 10_000 }, (_, index) => index);
  const reply = await sendBatch(
    running,
    numbers.map((index) => creating(`large ${index}`, { due: '2026-03-01', priority: 'low' })),
    patient,
  );
  const results = resultsOf(reply, { look });
  const unlike = numbers.find((index) => results[index]?.task?.title !== `large ${index}`);
  expectThat(results.length === 10_000 && unlike === undefined, {
    expected: '10,000 results, in the order of the operations',
    saw: `${results.length}${unlike === undefined ? '' : `, and as number ${unlike} the task ${showValue(results[unlike]?.task?.title)}`}`,
    look,
  });
  expectEqual(
    'how many tasks of the batch are in the table',
    await countTitled(database, 'large %'),
    10_000,
    { look },
  );
  const [history] = await ask<{ count: number }>(
    database,
    `SELECT count(DISTINCT task_id)::int AS count FROM public.task_history WHERE op = 'created'`,
  );
  expectEqual('how many tasks have `created` in their history', history?.count, 10_000, {
    look: 'Rows of the history are as many as tasks; the same limit holds for them.',
  });

  const changes = results.map(({ id, etag }, index) => ({
    op: 'update',
    id,
    ifMatch: etag,
    task: { title: `larger ${index}`, due: null },
  }));
  const rows = 'Changes of many tasks have as many ids, and more values than that.';
  const changed = resultsOf(await sendBatch(running, changes, patient), { look: rows });
  expectEqual('the number of results of a batch of 10,000 updates', changed.length, 10_000, { look: rows });
  expectEqual('how many tasks it has changed', await countTitled(database, 'larger %'), 10_000, {
    look: rows,
  });
  const last = taskOf(await readTask(running, { path: pathOf(results[9_999]?.id ?? '') }), { look: rows });
  expectEqual('the title of the last of them', last.title, 'larger 9999', { look: rows });
});
