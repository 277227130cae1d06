import { expectEqual, requirement } from 'checker/kit';
import { openService, type SeamState } from './service-link.ts';
import { doneTask, openTask, type Task } from './tasks.ts';

requirement('injected-store', async ({ module, files, random }) => {
  const word = random.word();
  const tasks = [
    openTask(30, `${word} 30`),
    doneTask(4, `${word} 4`, { priority: 'low' }),
    openTask(12, `${word} 12`, { due: '2026-05-05' }),
  ];
  const service = await openService(module, { state: { nextId: 50, tasks } });
  await service.clock('2026-03-03T03:03:03.003Z');
  const [thirty, four, twelve] = tasks as [Task, Task, Task];

  const reads = { look: 'What does the service know that it did not just read from its store?' };
  expectEqual(
    'what list({}) resolves to',
    await service.value('list', [{}], reads),
    [four, twelve, thirty],
    reads,
  );
  expectEqual(
    "what list({ status: 'done' }) resolves to",
    await service.value('list', [{ status: 'done' }], reads),
    [four],
    reads,
  );
  expectEqual('what get(12) resolves to', await service.value('get', [12], reads), twelve, reads);

  const writes = {
    look: 'Which of your methods changes the state that it was given, instead of making a new one?',
  };
  const added = openTask(50, word, { createdAt: '2026-03-03T03:03:03.003Z' });
  expectEqual(
    'what add resolves to',
    await service.value('add', [{ title: ` ${word} ` }], writes),
    added,
    writes,
  );
  expectEqual('the state after add', await service.state(), { nextId: 51, tasks: [...tasks, added] }, writes);
  const edited = { ...twelve, due: null, priority: 'high' };
  expectEqual(
    'what edit resolves to',
    await service.value('edit', [12, { due: null, priority: 'high' }], writes),
    edited,
    writes,
  );
  expectEqual(
    'what edit with an empty patch resolves to',
    await service.value('edit', [12, {}], writes),
    edited,
    writes,
  );
  const done = { ...thirty, status: 'done', doneAt: '2026-03-03T03:03:03.003Z' };
  expectEqual('what complete resolves to', await service.value('complete', [30], writes), done, writes);
  const reopened = { ...four, status: 'open', doneAt: null };
  expectEqual('what reopen resolves to', await service.value('reopen', [4], writes), reopened, writes);
  await service.value('remove', [50], writes);
  expectEqual(
    'the state after all of this',
    await service.state(),
    { nextId: 51, tasks: [done, reopened, edited] },
    writes,
  );

  const missing = {
    promise: 'An id that is not there rejects with TaskNotFoundError.',
    look: 'Which class has the error for a missing task, and is it the one that src/index.ts exports?',
  };
  for (const [method, ...args] of [
    ['get', 99],
    ['edit', 99, { title: 'x' }],
    ['complete', 99],
    ['reopen', 99],
    ['remove', 99],
  ] as const) {
    await service.error(method, args, 'TaskNotFoundError', missing);
  }
  const invalid = {
    promise: 'What is invalid rejects with InvalidTaskError before the store is called.',
    look: 'When is the input checked: before the store is asked for anything, or after?',
  };
  const before = service.storeCalls();
  const inputs = [
    ['add', { title: ' ' }],
    ['add', { title: 'x', due: '2026-02-30' }],
    ['edit', 12, { title: 'x'.repeat(201) }],
    ['edit', 12, { priority: 'urgent' }],
  ] as const;
  for (const [method, ...args] of inputs) await service.error(method, args, 'InvalidTaskError', invalid);
  expectEqual('how often the store was called meanwhile', service.storeCalls() - before, 0, invalid);
  expectEqual(
    'the state after nothing but errors',
    await service.state(),
    { nextId: 51, tasks: [done, reopened, edited] },
    invalid,
  );

  const race = {
    promise: '`change` may run again on a newer state; only its last run counts.',
    look: 'What does your change remember from an earlier run: an id, a task, a list that it fills?',
  };
  const stale: SeamState = { nextId: 70, tasks: [openTask(12, 'stale'), doneTask(30, 'stale')] };
  await service.set({ state: { nextId: 90, tasks }, races: [stale] });
  const raced = (await service.value('add', [{ title: 'raced' }], race)) as Task;
  expectEqual('the id that add resolves to', raced.id, 90, race);
  await service.set({ races: [stale] });
  expectEqual(
    'the title that complete resolves to',
    ((await service.value('complete', [30], race)) as Task).title,
    thirty.title,
    race,
  );
  await service.set({ races: [stale, stale] });
  const imports = service.storeCalls('update');
  expectEqual(
    'what importTasks resolves to',
    await service.importRows([{ title: 'a', id: 1 }, { title: 'b' }], race),
    { kind: 'returned', value: 2 },
    race,
  );
  expectEqual('how often importTasks called update', service.storeCalls('update') - imports, 1, {
    look: 'An import is one update, after its last item.',
  });
  const final = (await service.state()) as SeamState;
  expectEqual(
    'ids and nextId in the store',
    [final.tasks.map((task) => task.id), final.nextId],
    [[30, 4, 12, 90, 91, 92], 93],
    race,
  );

  const aborted = {
    promise: 'When an item is bad, or the items end in an error, nothing is changed.',
    look: 'At which moment does an import call the store, and what has it seen by then?',
  };
  const bad = await service.importRows([{ title: 'good' }, { title: '' }, { title: 'never seen' }], aborted);
  expectEqual(
    'what importTasks rejects with',
    bad.kind === 'threw' ? bad.class : bad,
    'InvalidTaskError',
    aborted,
  );
  const broke = await service.importRows([{ title: 'good' }], aborted, `broken ${word}`);
  expectEqual('what becomes of an import whose items end in an error', broke.kind, 'threw', aborted);
  expectEqual('the state afterwards', await service.state(), final, aborted);
  const closed = service.link.events
    .filter((event) => event.name === 'rows.closed')
    .map((event) => event.data);
  expectEqual(
    'how many items each import had taken when its iterable was closed',
    closed,
    [{ given: 2 }, { given: 2 }, { given: 1 }],
    {
      promise: 'The iterable is closed, as `for await` does, as soon as an item is bad.',
      look: 'How do you leave the loop over the items, and who closes their source?',
    },
  );

  await service.set({ state: { nextId: 9, tasks: [four] } });
  expectEqual(
    'what list({}) resolves to, after another program has written',
    await service.value('list', [{}], reads),
    [four],
    reads,
  );

  const fails = {
    promise: 'A method rejects when the store rejects.',
    look: 'What becomes of an error of the store on its way to the caller?',
  };
  await service.set({ fails: `disk ${word}` });
  for (const [method, ...args] of [
    ['list', {}],
    ['add', { title: 'x' }],
    ['remove', 12],
  ] as const) {
    const told = await service.call(method, args, fails);
    expectEqual(`what becomes of service.${method} when the store rejects`, told.kind, 'threw', fails);
  }
  expectEqual('the files in the working directory', files.list(), [], {
    promise: 'The service touches no file itself.',
    look: 'Who but the store writes files?',
  });
});
