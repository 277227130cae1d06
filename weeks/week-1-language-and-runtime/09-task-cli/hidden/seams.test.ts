import { expectEqual, expectThat, requirement } from 'checker/kit';
import { openService, type SeamState, type StoreCall } from './service-link.ts';
import { doneTask, openTask, type Task } from './tasks.ts';
import { tellOutcome } from './tell-outcome.ts';

requirement('injected-clock', async ({ module, random }) => {
  const look =
    'Where does each time come from: the clock that the service was given, or the one of the machine?';
  const [past, later, future] = [
    '1999-12-31T23:59:59.999Z',
    '2001-02-03T04:05:06.007Z',
    '2041-07-06T05:04:03.210Z',
  ];
  const service = await openService(module, { state: { nextId: 5, tasks: [openTask(4, random.word())] } });

  await service.clock(past);
  const added = (await service.value('add', [{ title: 'now?' }], { look })) as Task;
  expectEqual('createdAt of a task added at that time', added.createdAt, past, { look });
  await service.clock(later);
  const done = (await service.value('complete', [5], { look })) as Task;
  expectEqual('createdAt and doneAt after `complete`', [done.createdAt, done.doneAt], [past, later], {
    look,
  });
  await service.clock(future);
  const again = (await service.value('complete', [5], { look })) as Task;
  expectEqual('doneAt after a second `complete` at a later time', again.doneAt, later, { look });
  expectEqual(
    'doneAt of another task that is completed now',
    ((await service.value('complete', [4], { look })) as Task).doneAt,
    future,
    { look },
  );

  const given = doneTask(1, 'with times', { createdAt: later, doneAt: past });
  const imported = await service.importRows([{ title: 'plain' }, { title: 'done', status: 'done' }, given], {
    look,
  });
  expectEqual('what importTasks resolves to', imported, { kind: 'returned', value: 3 }, { look });
  const { tasks } = (await service.state()) as SeamState;
  expectEqual(
    'createdAt and doneAt of the imported tasks',
    tasks.slice(-3).map((task) => [task.createdAt, task.doneAt]),
    [
      [future, null],
      [future, future],
      [later, past],
    ],
    { look: 'Which times does an import take from its items, and which from the clock?' },
  );
});

requirement('signal-reaches-store', async ({ module, random, trace }) => {
  const look =
    'Follow the signal from the method to the store. Which call of the store gets none, or another one?';
  const service = await openService(module, {
    state: { nextId: 3, tasks: [openTask(1, 'one'), doneTask(2, 'two')] },
    waits: true,
  });
  const { link } = service;
  const methods: readonly (readonly [method: string, args: readonly unknown[]])[] = [
    ['list', [{}]],
    ['get', [1]],
    ['add', [{ title: 'x' }]],
    ['edit', [1, { title: 'y' }]],
    ['complete', [1]],
    ['reopen', [2]],
    ['remove', [1]],
    ['importTasks', [{ title: 'z' }]],
  ];
  const seen = new Set<string>();
  for (const [method, args] of methods) {
    const promise = `service.${method} hands its signal to the store.`;
    const reason = random.word();
    const call =
      method === 'importTasks'
        ? link.start('service.import', { rows: args, signal: method })
        : link.start('service.call', { method, args, signal: method });
    const called = await link.event('store.called', (data) => !seen.has((data as StoreCall).call), 3_000);
    const at = called?.data as StoreCall | undefined;
    expectThat(at?.signal === true && !at.aborted, {
      promise,
      look,
      expected: `service.${method} to call the store with a signal as its last argument`,
      saw: at === undefined ? 'no call of the store' : 'a call without a signal',
    });
    seen.add(at.call);
    expectThat(!call.settled, {
      promise,
      look,
      expected: `service.${method} to wait for the store`,
      saw: 'it settled before the store answered',
    });
    await link.call('signal.abort', { signal: method, reason });
    trace.mark('judge', `aborted the signal of service.${method} with reason ${reason}`);
    const aborted = await link.event(
      'store.aborted',
      (data) => (data as { call: string }).call === at.call,
      3_000,
    );
    expectEqual(
      `the reason that the store's signal aborted with, during service.${method}`,
      (aborted?.data as { reason?: string } | undefined)?.reason,
      reason,
      { promise, look },
    );
    const outcome = await call.outcome(3_000);
    const told = outcome.ok === true ? (outcome.value as { kind: string }) : null;
    expectThat(told?.kind === 'threw', {
      promise: `service.${method} rejects when the store rejects.`,
      look: 'What becomes of an error of the store on its way to the caller?',
      expected: `service.${method} to reject once its store has rejected`,
      saw: tellOutcome(outcome),
    });
  }
  expectEqual(
    'the tasks in the store',
    ((await service.state()) as SeamState).tasks,
    [openTask(1, 'one'), doneTask(2, 'two')],
    {
      promise: 'A call that was aborted while the store waited has changed nothing.',
      look,
    },
  );
});
