import { expectThat, type PostgresDatabase, requirement, type Service, showValue } from 'checker/kit';
import { ask } from './ask.ts';
import { expectRetryAfter, expectTellsNothing } from './problems.ts';
import { contentsOf, expectUnchanged } from './rows.ts';
import { codes, judgeClassification, table } from './sqlstates.ts';
import { createTask, creating, expectStatus, patchTask, type Stored, sendBatch } from './tasks.ts';
import { raiseAt } from './triggers.ts';

const statusOf = {
  conflict: 409,
  invalid: 422,
  retry: 503,
  unavailable: 503,
  cancelled: 504,
  unexpected: 500,
} as const;

requirement('error-classification', async ({ service, module, random }) => {
  await judgeClassification(await module.open(), random);
  const database = await service.database();
  const running = await service.start();
  const task = await createTask(running, { title: 'there already' });
  const before = await contentsOf(database);
  const statement = await saying(database, 'at statement', false);
  const commit = await saying(database, 'at commit', true);
  await judgeStatements(running);
  await judgeOthers(running, task);
  await expectUnchanged(database, before, 'changes that the database has refused', {
    look: 'Whatever the status, nothing of the request has happened.',
  });
  await statement.drop();
  await commit.drop();
  await judgeReads(running, database, task);
});

/** A trigger for titles such as `at statement 23505`: it raises what they end with. */
async function saying(database: PostgresDatabase, how: string, atCommit: boolean) {
  const when = `NEW.title LIKE '${how} _____'`;
  return await raiseAt(database, {
    table: 'tasks',
    on: 'INSERT OR UPDATE',
    when,
    sqlstate: { of: 'title' },
    atCommit,
  });
}

/** Each code from a statement of a POST. */
async function judgeStatements(running: Service): Promise<void> {
  const all = codes.flatMap(([word, ...states]) => states.map((sqlstate) => ({ word, sqlstate })));
  for (const some of inSlices(all, 8)) {
    const replies = await Promise.all(
      some.map(({ sqlstate }) =>
        running.request('POST', '/tasks', { json: { title: `at statement ${sqlstate}` }, transcript: false }),
      ),
    );
    for (const [index, { word, sqlstate }] of some.entries()) {
      const reply = replies[index];
      if (reply === undefined) continue;
      const promise = `Each SQLSTATE becomes the status of the page's table (here: ${sqlstate}, from the INSERT of a POST).`;
      expectStatus(reply, statusOf[word], {
        promise,
        why: `PostgreSQL refuses the row with ${sqlstate}`,
        look: table,
      });
      await expectDiscreet(running, reply, sqlstate, promise);
    }
  }
}

/** Some of them from COMMIT, from a PATCH and from the last operation of a batch. */
async function judgeOthers(running: Service, task: Stored): Promise<void> {
  for (const [sqlstate, status] of [
    ['23505', 409],
    ['22003', 422],
    ['53300', 503],
    ['57014', 504],
    ['42703', 500],
  ] as const) {
    const at = (how: string) => `${how} ${sqlstate}`;
    for (const [where, reply] of [
      [
        'from the COMMIT of a POST',
        await running.request('POST', '/tasks', { json: { title: at('at commit') } }),
      ],
      ['from the UPDATE of a PATCH', await patchTask(running, task, { title: at('at statement') })],
      [
        'from the last operation of a batch',
        await sendBatch(running, [creating('first'), creating(at('at statement'))]),
      ],
      ['from the COMMIT of a batch', await sendBatch(running, [creating(at('at commit')), creating('last')])],
    ] as const) {
      const promise = `Each SQLSTATE becomes the status of the page's table (here: ${sqlstate}, ${where}).`;
      expectStatus(reply, status, {
        promise,
        why: `PostgreSQL refuses a row with ${sqlstate}`,
        look: 'The same goes for every statement, COMMIT included. Through which function does each of them go?',
      });
      await expectDiscreet(running, reply, sqlstate, promise);
    }
  }
}

/** A table that is not there any more is a bug, of which only the log tells. */
async function judgeReads(running: Service, database: PostgresDatabase, task: Stored): Promise<void> {
  await ask(database, 'ALTER TABLE public.tasks RENAME TO away_tasks');
  await ask(database, 'ALTER TABLE public.task_history RENAME TO away_history');
  for (const path of ['/tasks', task.path, `${task.path}/history`]) {
    const reply = await running.request('GET', path);
    const promise =
      'What is a bug is a 500, and a line at level error in the log (here: 42P01, from the SELECT of a GET).';
    expectStatus(reply, 500, { promise, why: 'the table is not there any more', look: table });
    await expectDiscreet(running, reply, '42P01', promise);
  }
}

type Answer = Parameters<typeof expectTellsNothing>[0];

/** Nothing for the client, and for a bug a line in the log. */
async function expectDiscreet(
  running: Service,
  reply: Answer,
  sqlstate: string,
  promise: string,
): Promise<void> {
  expectTellsNothing(reply, {
    promise,
    look: "Table, constraint and value are nobody else's business. From which error is the answer made?",
  });
  if (reply.status === 503)
    expectRetryAfter(reply, { promise, look: 'Each 503 but that of /readyz says when to come again.' });
  if (reply.status !== 500) return;
  const requestId = reply.headers['x-request-id'];
  const line = await running.log((each) => each.level === 'error' && each.requestId === requestId, 3_000);
  expectThat(line !== null && line.sqlstate === sqlstate, {
    promise,
    expected: `a line at level error, with the requestId of the answer and the member "sqlstate": "${sqlstate}"`,
    saw: line === null ? 'no such line' : showValue(line),
    look: 'Who still knows the code when the 500 is made?',
  });
}

function inSlices<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
