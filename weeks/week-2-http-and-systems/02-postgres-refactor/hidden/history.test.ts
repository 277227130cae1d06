import { expectEqual, expectThat, type HttpClient, requirement, showValue } from 'checker/kit';
import { ask } from './ask.ts';
import {
  createTask,
  creating,
  expectStatus,
  historyOf,
  patchTask,
  pathOf,
  resultsOf,
  sendBatch,
  storedIn,
} from './tasks.ts';

const unknownId = '019ca91e-3c00-7d2a-8f10-6a1b5c3de901';

requirement('history', async ({ service, module, http }) => {
  const running = await service.start();
  const batched = await tellsEachChange(running, '');

  // Rows have no order of their own: one that was written anew lies elsewhere, in the table and in its indexes.
  const database = await service.database();
  for (const [from, to, op] of [
    [batched, unknownId, ['created', 'updated']],
    [unknownId, batched, ['created', 'updated']],
  ])
    await ask(database, 'UPDATE public.task_history SET task_id = $2 WHERE task_id = $1 AND op = ANY ($3)', [
      from,
      to,
      op,
    ]);
  expectEqual(
    'the changes of one batch, in the order in which they were made, when the rows lie in another order in the table',
    (await historyOf(running, { path: pathOf(batched) }, { look: order })).map(({ op }) => op),
    ['created', 'updated', 'deleted'],
    { look: order },
  );

  const driver = await module.open();
  const opened = await driver.call('app.open');
  expectThat(opened.ok === true && typeof opened.value === 'number', {
    expected: '`createApp`, with a store of `createMemoryStore()`, to give a server that listens',
    saw: showValue(opened),
    look: 'The memory store stays, and keeps a history as well.',
  });
  await tellsEachChange(http.to({ port: opened.value }), ' (here: on the memory store)');
});

const order =
  'Changes of one batch fall into one moment. What else says which came first, when the rows are read?';

/** Tells the id of a task that one batch has created, changed and deleted. */
async function tellsEachChange(client: HttpClient, where: string): Promise<string> {
  const promise = `\`GET /tasks/{id}/history\` tells each change of a task, oldest first${where}.`;
  const teaching = {
    promise,
    look: 'One item for each change, made where the change is made. Create, patch twice, delete, and ask for the history.',
  };
  const other = await createTask(client, { title: 'another' });
  const task = await createTask(client, { title: 'first' });
  const once = await patchTask(client, task, { title: 'second' });
  expectStatus(once, 200, teaching);
  const second = storedIn(once, teaching);
  const twice = await patchTask(client, second, { status: 'done' });
  expectStatus(twice, 200, teaching);
  const third = storedIn(twice, teaching);
  // Refused, and so no change.
  expectStatus(await patchTask(client, task, { title: 'late' }), 412, teaching);
  const half = await sendBatch(client, [
    { op: 'update', id: task.task.id, task: { title: 'never' } },
    { op: 'delete', id: unknownId },
  ]);
  expectStatus(half, 409, teaching);
  const refused =
    'A change that was refused has left no item. What is undone when a later operation of the batch fails?';
  const items = await historyOf(client, task, teaching);
  expectEqual(
    'the history after a POST and two PATCHes, and two changes that were refused',
    items,
    [
      { op: 'created', at: task.task.createdAt },
      { op: 'updated', at: second.task.updatedAt },
      { op: 'updated', at: third.task.updatedAt },
    ],
    {
      promise,
      look: `\`at\` is createdAt, then the new updatedAt, in the form that they have in a task. ${refused}`,
    },
  );
  expectStatus(await client.request('DELETE', task.path), 204, teaching);
  const after = await historyOf(client, task, { promise, look: 'The history outlives the task.' });
  expectEqual('the history after the DELETE, without its last item', after.slice(0, -1), items, teaching);
  const last = after.at(-1);
  expectThat(last?.op === 'deleted' && isTime(last.at) && last.at >= third.task.updatedAt, {
    ...teaching,
    expected: 'a last item {"op": "deleted", "at": the time of the deletion}',
    saw: showValue(last),
  });

  const batch = resultsOf(
    await sendBatch(client, [
      creating('in a batch'),
      { op: 'update', id: other.task.id, task: { title: 'changed' } },
      { op: 'update', id: other.task.id, task: { title: 'changed again' } },
      { op: 'delete', id: other.task.id },
    ]),
    teaching,
  );
  const inBatch = { promise, look: 'An operation of a batch is a change like any other.' };
  expectEqual(
    'the changes of a task that one batch has changed twice and deleted',
    (await historyOf(client, other, inBatch)).map(({ op }) => op),
    ['created', 'updated', 'updated', 'deleted'],
    inBatch,
  );
  const fresh = batch[0];
  expectEqual(
    'the history of a task that a batch has created',
    await historyOf(client, { path: pathOf(fresh?.id ?? '') }, inBatch),
    [{ op: 'created', at: fresh?.task?.createdAt }],
    inBatch,
  );

  const look = 'Which ids have a history? Those that some task has had, whether it is still there or not.';
  for (const [path, why] of [
    [`/tasks/${unknownId}/history`, 'no task ever had that id'],
    ['/tasks/no-uuid/history', 'what is no UUID is the id of no task'],
    ['/tasks/batch/history', 'that is no route'],
    [`${task.path}/history/`, 'a trailing slash makes it another path, which is no route'],
  ] as const)
    expectStatus(await client.request('GET', path), 404, { promise, why, look });
  const method = { promise, look: 'The route takes GET, HEAD and OPTIONS, as the others do.' };
  const head = await client.request('HEAD', `${task.path}/history`);
  expectStatus(head, 200, method);
  const options = await client.request('OPTIONS', `${task.path}/history`);
  expectStatus(options, 204, method);
  const wrong = await client.request('POST', `${task.path}/history`, { json: {} });
  expectStatus(wrong, 405, method);
  for (const reply of [options, wrong])
    expectEqual(
      'the methods in Allow',
      (reply.headers.allow ?? '').split(/\s*,\s*/).sort(),
      ['GET', 'HEAD', 'OPTIONS'],
      method,
    );
  return await createChangeDelete(client, teaching);
}

/** One task that was created by a request, and changed and deleted by one batch, within one moment. */
async function createChangeDelete(
  client: HttpClient,
  teaching: { readonly promise: string; readonly look: string },
): Promise<string> {
  const { task } = await createTask(client, { title: 'short-lived' });
  resultsOf(
    await sendBatch(client, [
      { op: 'update', id: task.id, task: { title: 'shorter' } },
      { op: 'delete', id: task.id },
    ]),
    teaching,
  );
  return task.id;
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text);
}
