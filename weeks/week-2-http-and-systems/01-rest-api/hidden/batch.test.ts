import {
  broken,
  expectEqual,
  expectThat,
  type HttpClient,
  type Reply,
  requirement,
  showValue,
} from 'checker/kit';
import {
  createTask,
  createTasks,
  expectStatus,
  isRecord,
  listTasks,
  patchTask,
  readTask,
  type Stored,
  storedIn,
  strongTag,
  type Task,
} from './api.ts';
import { faultsIn } from './problems.ts';
import { openStage, type Stage } from './stage.ts';
import { expectTaskShape, timeIn } from './task-shape.ts';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
const whole = 'Where do the changes of a batch lie until its last operation is known to be good?';

interface Result {
  readonly op: string;
  readonly id: string;
  readonly etag: string;
  readonly task: Task;
}

requirement('batch-all-or-nothing', async ({ service, module, http, random }) => {
  const tasks = await service.start({ env: { LOG_LEVEL: 'error', REQUEST_TIMEOUT_MS: '20000' } });
  const word = random.word();
  const [a, b, c] = await createTasks(
    tasks,
    ['a', 'b', 'c'].map((name) => ({ title: `${word} ${name}` })),
  );
  if (a === undefined || b === undefined || c === undefined) return;

  await expectCarriedOut(tasks, word, a, b);
  await expectNothingApplied(tasks, b, c);
  await expectFaultsOfAll(tasks, c);
  await expectLongest(tasks, word);
  await expectIdsOfOneMillisecond(await openStage({ module, http }), word);
  await expectNeverHalf(tasks, random.integer(1400, 1700));
});

async function expectCarriedOut(tasks: HttpClient, word: string, a: Stored, b: Stored): Promise<void> {
  const look = 'Each operation works on what the ones before it left, and its result tells what it made.';
  const extra = await createTask(tasks, { title: `${word} extra` });
  const reply = await batch(tasks, [
    { op: 'create', task: { title: ` ${word} new `, due: '2026-10-01', priority: 'high' } },
    { op: 'update', id: a.task.id, ifMatch: a.etag, task: { status: 'done' } },
    { op: 'update', id: a.task.id, task: { due: '2026-11-01' } },
    { op: 'delete', id: extra.task.id, ifMatch: `"other", ${extra.etag}` },
    { op: 'update', id: b.task.id, ifMatch: '*', task: {} },
    { op: 'create', task: { title: `${word} new`, due: null } },
  ]);
  const results = resultsOf(reply, 6);
  const [made, once, twice, gone, kept, other] = results;
  if (!made || !once || !twice || !gone || !kept || !other) return;
  for (const { id, etag, task } of [made, once, twice, kept, other]) {
    expectTaskShape('a task in the results', task, { look });
    expectThat(id === task.id && strongTag.test(etag), {
      expected: 'a result to have the id of its task, and a strong ETag',
      saw: showValue({ id, etag, task }),
      look: 'The members of a result are op, id, etag and task, for a delete op and id.',
    });
  }
  expectEqual(
    'the first result’s task, without id and times',
    { ...made.task, id: '', createdAt: '', updatedAt: '' },
    {
      id: '',
      title: `${word} new`,
      status: 'open',
      priority: 'high',
      due: '2026-10-01',
      createdAt: '',
      updatedAt: '',
    },
    { look: '`task` is what POST takes for a create.' },
  );
  expectEqual(
    'what two updates of one task in a batch left, one after the other, as [status, due]',
    [once, twice].map(({ task }) => [task.status, task.due]),
    [
      ['done', null],
      ['done', '2026-11-01'],
    ],
    { look },
  );
  expectThat(new Set([a.etag, once.etag, twice.etag]).size === 3, {
    expected: 'each of two updates in one batch to give the task an ETag that it never had',
    saw: `${a.etag} before, ${once.etag} and ${twice.etag} in the results`,
    look: 'What makes an ETag new when the time does not move on?',
  });
  expectEqual('the result of a delete', gone, { op: 'delete', id: extra.task.id }, { look });
  expectStatus(await readTask(tasks, extra), 404, { look, why: 'the batch deleted the task' });
  for (const { id, etag, task } of [made, twice, kept, other]) {
    const found = await tasks.request('GET', `/tasks/${id}`);
    expectStatus(found, 200, { look });
    expectEqual('the task and its ETag after the batch', [found.json, found.headers.etag], [task, etag], {
      look: 'A result tells the task as it stood after that operation, and its ETag.',
    });
  }
  for (const id of [made.id, other.id]) await tasks.request('DELETE', `/tasks/${id}`);
}

async function expectNothingApplied(tasks: HttpClient, b: Stored, c: Stored): Promise<void> {
  const stale = c.etag;
  await patchTask(tasks, c, { priority: 'high' });
  const before = await stateOf(tasks);
  const done = { status: 'done' };
  const conflicts: readonly (readonly [at: number, operations: readonly object[], look: string])[] = [
    [
      4,
      [
        { op: 'create', task: { title: 'never' } },
        { op: 'update', id: b.task.id, task: { ...done, title: 'never' } },
        { op: 'delete', id: c.task.id },
        { op: 'delete', id: b.task.id },
        { op: 'update', id: nobody, task: done },
        { op: 'delete', id: nobody },
      ],
      whole,
    ],
    [
      1,
      [
        { op: 'delete', id: b.task.id },
        { op: 'update', id: b.task.id, task: done },
      ],
      'A task that an operation before it has deleted does not exist at that point.',
    ],
    [
      1,
      [
        { op: 'update', id: b.task.id, task: { title: 'never' } },
        { op: 'update', id: b.task.id, ifMatch: b.etag, task: done },
      ],
      '`ifMatch` is compared with the ETag that the operations before it left.',
    ],
    [
      1,
      [
        { op: 'update', id: b.task.id, task: { title: 'never' } },
        { op: 'delete', id: c.task.id, ifMatch: stale },
      ],
      '`ifMatch` counts for a delete as well.',
    ],
    [
      0,
      [{ op: 'delete', id: b.task.id, ifMatch: `W/${b.etag}` }],
      '`ifMatch` is compared as the header If-Match is: strongly.',
    ],
  ];
  for (const [at, operations, look] of conflicts) {
    const reply = await batch(tasks, operations);
    expectStatus(reply, 409, { look, why: `operation ${at} cannot be carried out (counted from 0)` });
    const pointers = faultsIn(reply, 'pointer', { look });
    const own = `/operations/${at}`;
    expectThat(
      pointers.some((pointer) => pointer === own || pointer.startsWith(`${own}/`)),
      {
        expected: `\`errors\` to name the first operation that cannot be carried out: \`${own}\`, or what begins with \`${own}/\``,
        saw: showValue(pointers),
        look: 'Operations are counted from 0, in the order of the request.',
      },
    );
    expectEqual(
      'all tasks with their ETags, in the order of the list, after a batch that was answered with 409',
      await stateOf(tasks),
      before,
      { look: whole },
    );
  }
}

async function expectFaultsOfAll(tasks: HttpClient, c: Stored): Promise<void> {
  const before = await stateOf(tasks);
  const { id } = c.task;
  const look = 'Each operation is looked at before one is tried, and every fault of all of them is told.';
  const cases: readonly (readonly [body: unknown, pointers: readonly string[]])[] = [
    [
      {
        operations: [
          { op: 'create', task: { title: 'never' } },
          { op: 'update', id, task: { due: 'soon', title: null } },
          { op: 'delete', id: 'x' },
          { op: 'create', task: {} },
          { op: 'rename', id },
          { op: 'delete', id, task: {} },
          { op: 'update', id, task: {}, ifMatch: 1 },
          { op: 'create', id, task: { title: 'x', 'a/b': 1 } },
          null,
        ],
      },
      [
        '/operations/1/task/due',
        '/operations/1/task/title',
        '/operations/2/id',
        '/operations/3/task/title',
        '/operations/4/op',
        '/operations/5/task',
        '/operations/6/ifMatch',
        '/operations/7/id',
        '/operations/7/task/a~1b',
        '/operations/8',
      ],
    ],
    [
      {
        operations: [
          { op: 'update', id: nobody, task: {} },
          { op: 'update', id },
          { op: 'delete' },
          { op: 'create' },
        ],
      },
      ['/operations/1/task', '/operations/2/id', '/operations/3/task'],
    ],
    [{ operations: [] }, ['/operations']],
    [{ operations: {} }, ['/operations']],
    [{}, ['/operations']],
    [{ operations: [{ op: 'delete', id }], atomic: false }, ['/atomic']],
    [[], ['']],
  ];
  for (const [body, pointers] of cases) {
    const reply = await tasks.request('POST', '/tasks/batch', { json: body });
    expectStatus(reply, 422, { look, why: 'it is not well formed' });
    const named = faultsIn(reply, 'pointer', { look });
    // An operation whose `op` nobody knows has no rules by which its other members could be judged.
    const open = new Set(['/operations/4/id', '/operations/4/task']);
    const judged = named.filter((pointer) => pointers.length < 10 || !open.has(pointer));
    expectEqual('the places that `errors` names, each by its `pointer`', judged, [...pointers].sort(), {
      look,
    });
  }
  expectEqual(
    'all tasks with their ETags after batches that were answered with 422',
    await stateOf(tasks),
    before,
    {
      look: whole,
    },
  );
}

async function expectLongest(tasks: HttpClient, word: string): Promise<void> {
  const operation = { op: 'create', task: { title: word } };
  const look = 'A batch has 1 to 10,000 operations.';
  const tooMany = await batch(tasks, new Array(10_001).fill(operation), { transcript: false });
  expectStatus(tooMany, 422, { look, why: 'it has 10,001 operations' });
  const operations = new Array(10_000).fill(operation);
  operations[9999] = { op: 'delete', id: nobody };
  const almost = await batch(tasks, operations, { transcript: false });
  expectStatus(almost, 409, { look: whole, why: 'its last operation, the 10,000th, is about no task' });
}

/** The clock stands still: all that is made is of one millisecond. */
async function expectIdsOfOneMillisecond(stage: Stage, word: string): Promise<void> {
  const at = '2026-03-01T12:00:00.500Z';
  const { http } = await stage.app({ clock: { do: 'freeze', at }, watch: false });
  const operations = new Array(10_000).fill({ op: 'create', task: { title: word } });
  const results = resultsOf(await batch(http, operations, { transcript: false }), 10_000);
  const look = 'What tells the ids of one millisecond apart, and how many of them can there be?';
  const amount = new Set(results.map(({ id }) => id)).size;
  expectEqual('how many different ids 10,000 tasks of one millisecond have', amount, 10_000, { look });
  const late = results.find(
    ({ task }) => task.createdAt !== at || Math.abs(timeIn(task.id) - Date.parse(at)) > 1000,
  );
  expectThat(late === undefined, {
    expected: `tasks that are made at ${at} by the clock of createApp to have that createdAt, and ids of that second`,
    saw: showValue(late?.task),
    look,
  });
}

/** Readers look all the while: the first and the last operation are seen both, or neither. */
async function expectNeverHalf(tasks: HttpClient, amount: number): Promise<void> {
  const { items } = await listTasks(tasks, { limit: '2' }, { look: 'Which tasks are there?' });
  const [first, last] = items;
  if (first === undefined || last === undefined) {
    broken({ expected: 'the first two tasks to be there', saw: showValue(items), look: whole });
  }
  const marked = (due: string, end: object) => [
    { op: 'update', id: first.id, task: { due } },
    ...new Array(amount).fill({ op: 'create', task: { title: 'filler' } }),
    { op: 'update', id: last.id, task: { due } },
    end,
  ];
  let over = false;
  const seen: string[] = [];
  const read = async () => {
    do {
      const page = await listTasks(tasks, { limit: '2' }, { look: whole }, { transcript: false });
      seen.push(page.items.map(({ due }) => due).join(' and '));
    } while (!over);
  };
  const readers = [read(), read(), read()];
  const good = { op: 'update', id: last.id, task: { title: 'last' } };
  const bad = { op: 'delete', id: nobody };
  const left = new AbortController();
  try {
    expectStatus(await batch(tasks, marked('2026-01-01', good), { transcript: false }), 200, { look: whole });
    const two = await Promise.all([
      batch(tasks, marked('2026-01-02', bad), { transcript: false }),
      batch(tasks, marked('2026-01-03', good), { transcript: false }),
    ]);
    expectEqual(
      'the statuses of a batch with a bad end and of one without',
      two.map(({ status }) => status),
      [409, 200],
      {
        look: whole,
      },
    );
    const leaving = tasks.attempt('POST', '/tasks/batch', {
      json: { operations: marked('2026-01-04', good) },
      transcript: false,
      signal: left.signal,
    });
    await listTasks(tasks, { limit: '1' }, { look: whole }, { transcript: false });
    left.abort();
    await leaving;
    const after = await batch(tasks, [good], { transcript: false });
    expectStatus(after, 200, {
      look: 'What does a client that has left leave behind: a lock that nobody opens?',
    });
  } finally {
    over = true;
  }
  await Promise.all(readers);
  await read();
  const half = seen.find((pair) => {
    const [one, other] = pair.split(' and ');
    return one !== other && !isStart(pair, first, last);
  });
  expectThat(half === undefined, {
    expected:
      'due of the two tasks that a batch changes at its beginning and at its end to be seen changed both, or neither',
    saw: `${half} on one page`,
    look: 'What does a reader see while the batch is worked on, or after it failed? Publish all of it in one step.',
  });
  const broke = seen.find((pair) => pair.includes('2026-01-02'));
  expectThat(broke === undefined, {
    expected: 'nobody to see a change of a batch that was answered with 409',
    saw: `due ${broke}`,
    look: whole,
  });
}

/** The state before the first batch, where the two may differ. */
function isStart(pair: string, first: Task, last: Task): boolean {
  return pair === [first, last].map(({ due }) => due).join(' and ');
}

function batch(
  tasks: HttpClient,
  operations: readonly object[],
  options: { readonly transcript?: boolean } = {},
): Promise<Reply> {
  return tasks.request('POST', '/tasks/batch', { ...options, json: { operations } });
}

function resultsOf(reply: Reply, amount: number): readonly Result[] {
  const look = 'What does a batch that is in order answer, and for each operation?';
  expectStatus(reply, 200, { look, why: 'each of its operations is in order' });
  const { json } = reply;
  const results = isRecord(json) ? json.results : undefined;
  if (!Array.isArray(results) || results.length !== amount || !results.every(isResult)) {
    broken({
      expected: `{"results": […]} with ${amount} results {op, id, etag, task}, or for a delete {op, id}`,
      saw: reply.text.slice(0, 600),
      look,
    });
  }
  return results;
}

function isResult(value: unknown): value is Result {
  if (!isRecord(value) || typeof value.id !== 'string') return false;
  const members = Object.keys(value).sort().join();
  if (value.op === 'delete') return members === 'id,op';
  return members === 'etag,id,op,task' && typeof value.etag === 'string' && isRecord(value.task);
}

/** Every task with its ETag, in the order of the list. */
async function stateOf(tasks: HttpClient): Promise<readonly (readonly [Task, string])[]> {
  const { items } = await listTasks(tasks, { limit: '100' }, { look: 'Which tasks are there?' });
  const state: (readonly [Task, string])[] = [];
  for (const { id } of items) {
    const reply = await tasks.request('GET', `/tasks/${id}`, { transcript: false });
    expectStatus(reply, 200, { look: 'A task that the list shows can be read.' });
    const stored = storedIn(reply, { look: 'What does GET answer?' });
    state.push([stored.task, stored.etag]);
  }
  return state;
}
