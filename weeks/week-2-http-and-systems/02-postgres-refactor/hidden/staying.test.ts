import { expectEqual, expectThat, requirement, type Service } from 'checker/kit';
import { ask } from './ask.ts';
import { insertTasks, uuidV7 } from './rows.ts';
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

requirement('survives-restart', async ({ service }) => {
  const before = await service.start({ name: 'the first process' });
  const look = 'Is it in a row, or in the memory of the process that was killed?';
  const stored = [];
  for (const title of ['one', 'two', 'three', 'four', 'five'])
    stored.push(await createTask(before, { title, due: '2026-03-01', priority: 'high' }));
  const [first, second] = stored;
  if (first === undefined || second === undefined) return;
  const changed = storedIn(await patchTask(before, first, { title: 'one, changed' }), { look });
  const history = await historyOf(before, first, { look });
  const page = await listTasks(before, { limit: '2' }, { look });
  const filtered = await listTasks(before, { limit: '2', priority: 'high', status: 'open' }, { look });
  before.kill();
  await before.ended();

  const after = await service.start({ name: 'the process after it' });
  const read = await readTask(after, changed);
  expectStatus(read, 200, {
    look: 'What was acknowledged stays, also when the process was killed the moment after.',
  });
  expectEqual('the task that the first process has acknowledged', read.json, changed.task, { look });
  expectEqual('its ETag', read.headers.etag, changed.etag, {
    look: 'What is an ETag made of? All of it has to lie in the row.',
  });
  expectStatus(await after.request('GET', second.path, { headers: { 'If-None-Match': second.etag } }), 304, {
    why: 'the ETag of the first process is good in the next',
    look,
  });
  expectStatus(await patchTask(after, first, { title: 'too late' }), 412, {
    why: 'the task was changed since it had that ETag, by a process that is gone',
    look: 'What does a new process know of earlier ETags? A count that begins anew gives them out again.',
  });
  for (const [cursor, parameters] of [
    [page.nextCursor, { limit: '2' }],
    [filtered.nextCursor, { limit: '2', priority: 'high', status: 'open' }],
  ] as const) {
    const cursors = 'What is a cursor made of? A place in the order that every process finds again.';
    expectThat(cursor !== null, { expected: 'a cursor after 2 of 5 tasks', saw: 'null', look: cursors });
    const { items } = await listTasks(after, { ...parameters, cursor }, { look: cursors });
    expectEqual(
      'the titles behind the cursor of the first process',
      items.map(({ title }) => title),
      ['three', 'four'],
      {
        look: cursors,
      },
    );
  }
  expectEqual('the history of the changed task', await historyOf(after, first, { look }), history, { look });
  const again = await patchTask(after, changed, { status: 'done' });
  expectStatus(again, 200, { why: 'the ETag is that of the task', look });
  const etags = [first.etag, changed.etag, again.headers.etag];
  expectThat(new Set(etags).size === 3, {
    expected: 'an ETag that the task never had before, after each change',
    saw: etags.join(', '),
    look: 'What do new ETags grow from after a restart?',
  });
});

/** Far from each other and from UTC, and with a history: in year 1 their clocks differed by seconds. */
const zones = [
  { process: 'Pacific/Kiritimati', server: 'America/Los_Angeles' },
  { process: 'America/Los_Angeles', server: 'Pacific/Kiritimati' },
] as const;

requirement('dates-stay', async ({ service }) => {
  const database = await service.database();
  const days = [
    '0001-01-01',
    '0099-12-31',
    '1900-02-28',
    '2011-12-30',
    '2026-03-08',
    '2026-03-29',
    '2028-02-29',
    '9999-12-31',
  ];
  for (const zone of zones) {
    await database.query(`ALTER DATABASE ${database.name} SET TimeZone = '${zone.server}'`);
    const running = await service.start({ env: { TZ: zone.process } });
    const promise = `A due date comes out as it went in (here: the process is in ${zone.process}, the server in ${zone.server}).`;
    const teaching = {
      promise,
      look: 'A day has no time and no zone. On its way to the database and back, where does it become a moment?',
    };
    const tasks = days.map((due, index) => ({ title: `${zone.process} ${index}`, due }));
    const made = resultsOf(
      await sendBatch(
        running,
        tasks.map(({ title, due }) => creating(title, { due })),
      ),
      teaching,
    );
    expectEqual(
      'the due dates in the answer to a batch',
      made.map(({ task }) => task?.due),
      days,
      teaching,
    );
    const [single] = made;
    if (single?.etag === undefined || single.task === undefined) return;
    const patched = await patchTask(
      running,
      { path: pathOf(single.id), etag: single.etag },
      { due: days[2] },
    );
    expectEqual(
      'the due date in the answer to a PATCH of it',
      taskOf(patched, teaching).due,
      days[2],
      teaching,
    );
    const ids = made.map(({ id }) => id);
    const kept = [days[2], ...days.slice(1)];
    const rows = await ask<{ due: string; created: string }>(
      database,
      `SELECT due::text, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') AS created
       FROM public.tasks JOIN unnest($1::uuid[]) WITH ORDINALITY AS wished (id, place) USING (id) ORDER BY place`,
      [ids],
    );
    expectEqual(
      'the due dates in the table',
      rows.map(({ due }) => due),
      kept,
      teaching,
    );
    const listed = await walkTasks(running, {}, teaching);
    const byId = new Map(listed.map((task) => [task.id, task]));
    expectEqual(
      'the due dates in the list',
      ids.map((id) => byId.get(id)?.due),
      kept,
      teaching,
    );
    const read = taskOf(await readTask(running, { path: pathOf(single.id) }), teaching);
    expectEqual('the due date in the answer to a GET', read.due, kept[0], teaching);
    const times = {
      promise: `Times are moments, in UTC (here: ${zone.process}, ${zone.server}).`,
      look: 'Which zone is the text in that you hand over, or read?',
    };
    expectEqual('createdAt, read again', read.createdAt, single.task.createdAt, times);
    expectEqual(
      'created_at in the table, in UTC, to the second',
      rows.map(({ created }) => created),
      made.map(({ task }) => task?.createdAt.slice(0, 19)),
      times,
    );

    // A date that somebody else has put there.
    const id = uuidV7(Date.parse('2026-03-01T12:00:00Z'), BigInt(zone.process.length));
    await insertTasks(database, [{ id, due: '2026-10-25', at: '2026-03-01T12:00:00.5Z' }]);
    const theirs = taskOf(await readTask(running, { path: pathOf(id) }), teaching);
    expectEqual(
      'due and createdAt of a row that the judge has put there',
      [theirs.due, theirs.createdAt],
      ['2026-10-25', '2026-03-01T12:00:00.500Z'],
      teaching,
    );
    await stop(running);
  }
});

async function stop(running: Service): Promise<void> {
  running.kill();
  await running.ended();
}

requirement('microsecond-cursors', async ({ service, random }) => {
  const database = await service.database();
  const running = await service.start();
  const rows = madeInFewMilliseconds((min, max) => random.integer(min, max));
  await insertTasks(database, rows);
  const all = rows.map(({ id }) => id).sort();
  const look =
    'A timestamptz has six digits behind the second, a Date has three. What does the cursor of a page say, and what is compared with it?';
  const first = await walkTasks(running, { limit: '100' }, { look }, { transcript: false });
  // The rows lie two milliseconds apart, so that rounding up leaves them in their order.
  const moments = first.map(({ createdAt }) => Math.floor(Date.parse(createdAt) / 2));
  expectThat(
    moments.every((moment, index) => index === 0 || (moments[index - 1] ?? 0) <= moment),
    {
      expected: 'tasks in the order in which they were created',
      saw: first.map(({ createdAt }) => createdAt).join(' '),
      look: 'Times that differ by more than a millisecond have an order.',
    },
  );
  for (const limit of ['1', '2', '3', '7', '10', '100']) {
    const ids = (await walkTasks(running, { limit }, { look }, { transcript: false })).map(({ id }) => id);
    expectWalk(ids, all, `a walk through all pages of ${limit}`);
    expectEqual(
      `the order of tasks in a walk with pages of ${limit}, compared with one of pages of 100`,
      ids,
      first.map(({ id }) => id),
      { look: 'Tasks of one millisecond may come in any order, but always in the same one.' },
    );
  }
  const done = rows
    .filter(({ status }) => status === 'done')
    .map(({ id }) => id)
    .sort();
  for (const limit of ['1', '4']) {
    const parameters = { limit, status: 'done', priority: 'normal' };
    const ids = (await walkTasks(running, parameters, { look }, { transcript: false })).map(({ id }) => id);
    expectWalk(ids, done, `a walk with filters through pages of ${limit}`);
  }

  function expectWalk(ids: readonly string[], expected: readonly string[], what: string): void {
    const missing = expected.filter((id) => !ids.includes(id));
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    expectThat(missing.length === 0 && twice.length === 0 && ids.length === expected.length, {
      expected: `each of ${expected.length} tasks exactly once in ${what}, though their times differ by microseconds, or not at all`,
      saw: `${missing.length} left out, ${twice.length} shown twice, ${ids.length} shown in all`,
      look,
    });
  }
});

/** Three milliseconds with many rows each; the order of the ids within them is not that of the times. */
function madeInFewMilliseconds(integer: (min: number, max: number) => number) {
  const base = Date.parse('2026-03-01T12:00:00.122Z');
  return Array.from({ length: 45 }, (_, index) => {
    const ms = base + Math.floor(index / 15) * 2;
    const micros = [0, 1, 1, 499, 500, 501, 998, 999][index % 8] ?? 0;
    return {
      id: uuidV7(ms, (BigInt(integer(0, 2 ** 40)) << 32n) | BigInt(index)),
      status: index % 2 === 0 ? ('open' as const) : ('done' as const),
      at: `${new Date(ms).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`,
    };
  });
}
