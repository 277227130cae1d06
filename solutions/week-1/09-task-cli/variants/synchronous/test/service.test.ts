import { describe, expect, test } from 'vitest';
import {
  createTaskService,
  InvalidTaskError,
  type State,
  type Store,
  type Task,
  TaskNotFoundError,
  type TaskService,
} from '../src/index.ts';

const none = new AbortController().signal;

/** A store in memory. It freezes all it hands out, and calls every change twice, as a store under contention may. */
function memoryStore(initial: State = { nextId: 1, tasks: [] }) {
  let state = deepFreeze(initial);
  let updates = 0;
  const store: Store = {
    async read(signal) {
      signal.throwIfAborted();
      return state;
    },
    async update(change, signal) {
      signal.throwIfAborted();
      updates += 1;
      change(deepFreeze({ nextId: state.nextId + 7, tasks: state.tasks }));
      state = deepFreeze(change(state));
      return state;
    },
  };
  return { store, state: () => state, updates: () => updates };
}

function deepFreeze(state: State): State {
  for (const task of state.tasks) Object.freeze(task);
  Object.freeze(state.tasks);
  return Object.freeze(state);
}

function start(initial?: State) {
  const memory = memoryStore(initial);
  const clock = { time: '2026-03-01T12:00:00.000Z', now: () => new Date(clock.time) };
  return { ...memory, clock, service: createTaskService({ store: memory.store, clock }) };
}

function task(id: number, fields: Partial<Task> = {}): Task {
  const open = {
    id,
    title: `task ${id}`,
    status: 'open',
    priority: 'normal',
    due: null,
    doneAt: null,
  } as const;
  return { ...open, createdAt: '2026-01-01T00:00:00.000Z', ...fields };
}

const done = { status: 'done', doneAt: '2026-01-02T00:00:00.000Z' } as const;

async function* from(...items: unknown[]) {
  yield* items;
}

describe('add', () => {
  test('gives an open task with defaults, its time taken from the clock', async () => {
    const { service, state } = start();
    const added = await service.add({ title: '  Buy milk ' }, none);
    const expected = task(1, { title: 'Buy milk', createdAt: '2026-03-01T12:00:00.000Z' });
    expect(added).toEqual(expected);
    expect(state()).toEqual({ nextId: 2, tasks: [expected] });
  });

  test('keeps the due date and the priority', async () => {
    const { service } = start();
    const added = await service.add({ title: 'a', due: '2024-02-29', priority: 'high' }, none);
    expect(added).toMatchObject({ due: '2024-02-29', priority: 'high' });
  });

  test('counts ids up, and never gives one again', async () => {
    const { service } = start();
    await service.add({ title: 'a' }, none);
    const { id } = await service.add({ title: 'b' }, none);
    await service.remove(id, none);
    expect(await service.add({ title: 'c' }, none)).toMatchObject({ id: 3, title: 'c' });
  });

  test('keeps the tasks that are there', async () => {
    const { service, state } = start({ nextId: 5, tasks: [task(4, done)] });
    await service.add({ title: 'new' }, none);
    expect(state().tasks[0]).toEqual(task(4, done));
    expect(state().tasks[1]).toMatchObject({ id: 5 });
    expect(state().nextId).toBe(6);
  });

  test.each([['x'.repeat(200)], ['🐟'.repeat(200)], ['two\nlines'], ['שלום'], ['0']])(
    'takes the title %j',
    async (title) => {
      const { service } = start();
      expect(await service.add({ title }, none)).toMatchObject({ title });
    },
  );

  test.each([[''], [' \t\n'], ['x'.repeat(201)], ['🐟'.repeat(201)]])(
    'refuses the title %j',
    async (title) => {
      const { service, updates } = start();
      await expect(service.add({ title }, none)).rejects.toThrow(InvalidTaskError);
      expect(updates()).toBe(0);
    },
  );

  test.each([['0001-01-01'], ['9999-12-31'], ['2000-02-29']])('takes the day %s', async (due) => {
    const { service } = start();
    expect(await service.add({ title: 'a', due }, none)).toMatchObject({ due });
  });

  test.each([
    ['2026-02-30'],
    ['2025-02-29'],
    ['1900-02-29'],
    ['2026-13-01'],
    ['2026-00-10'],
    ['0000-01-01'],
    ['2026-1-1'],
    ['tomorrow'],
    ['none'],
    [''],
  ])('refuses the day %j', async (due) => {
    const { service, updates } = start();
    await expect(service.add({ title: 'a', due }, none)).rejects.toThrow(InvalidTaskError);
    expect(updates()).toBe(0);
  });

  test('refuses a priority that there is not', async () => {
    const { service } = start();
    const input = JSON.parse('{"title":"a","priority":"urgent"}');
    await expect(service.add(input, none)).rejects.toThrow(InvalidTaskError);
  });
});

describe('list and get', () => {
  const tasks = [task(3), task(1), task(2, done), task(10)];

  test('lists all, ascending by id', async () => {
    const { service } = start({ nextId: 11, tasks });
    expect(await service.list({}, none)).toEqual([task(1), task(2, done), task(3), task(10)]);
  });

  test('lists those of one status', async () => {
    const { service } = start({ nextId: 11, tasks });
    expect((await service.list({ status: 'open' }, none)).map(({ id }) => id)).toEqual([1, 3, 10]);
    expect((await service.list({ status: 'done' }, none)).map(({ id }) => id)).toEqual([2]);
  });

  test('gets one', async () => {
    const { service } = start({ nextId: 11, tasks });
    expect(await service.get(2, none)).toEqual(task(2, done));
  });
});

describe('edit', () => {
  const before = task(1, { due: '2026-04-01', priority: 'high', ...done });

  test('changes what is given and keeps the rest', async () => {
    const { service, state } = start({ nextId: 3, tasks: [before, task(2)] });
    const expected = { ...before, title: 'new' };
    expect(await service.edit(1, { title: ' new ' }, none)).toEqual(expected);
    expect(state()).toEqual({ nextId: 3, tasks: [expected, task(2)] });
  });

  test('clears the due date for null, and only then', async () => {
    const { service } = start({ nextId: 2, tasks: [before] });
    expect(await service.edit(1, { priority: 'low' }, none)).toEqual({ ...before, priority: 'low' });
    expect(await service.edit(1, { due: null }, none)).toEqual({ ...before, priority: 'low', due: null });
  });

  test('changes nothing for an empty patch', async () => {
    const { service } = start({ nextId: 2, tasks: [before] });
    expect(await service.edit(1, {}, none)).toEqual(before);
  });

  test.each([[{ title: ' ' }], [{ title: 'x'.repeat(201) }], [{ due: '2026-02-30' }]])(
    'refuses %j',
    async (patch) => {
      const { service, state, updates } = start({ nextId: 2, tasks: [before] });
      await expect(service.edit(1, patch, none)).rejects.toThrow(InvalidTaskError);
      expect(updates()).toBe(0);
      expect(state().tasks).toEqual([before]);
    },
  );
});

describe('complete and reopen', () => {
  test('a task becomes done at the time of the clock', async () => {
    const { service, state } = start({ nextId: 3, tasks: [task(1), task(2)] });
    const expected = task(2, { status: 'done', doneAt: '2026-03-01T12:00:00.000Z' });
    expect(await service.complete(2, none)).toEqual(expected);
    expect(state().tasks).toEqual([task(1), expected]);
  });

  test('done twice keeps the first time', async () => {
    const { service, clock } = start({ nextId: 2, tasks: [task(1)] });
    const first = await service.complete(1, none);
    clock.time = '2026-03-02T12:00:00.000Z';
    expect(await service.complete(1, none)).toEqual(first);
  });

  test('reopened, it has no time; done again, a new one', async () => {
    const { service, clock } = start({ nextId: 2, tasks: [task(1, done)] });
    expect(await service.reopen(1, none)).toEqual(task(1));
    expect(await service.reopen(1, none)).toEqual(task(1));
    clock.time = '2026-03-02T12:00:00.000Z';
    expect(await service.complete(1, none)).toMatchObject({ status: 'done', doneAt: clock.time });
  });
});

test('remove takes that task and no other', async () => {
  const { service, state } = start({ nextId: 4, tasks: [task(1), task(2), task(3)] });
  await service.remove(2, none);
  expect(state()).toEqual({ nextId: 4, tasks: [task(1), task(3)] });
});

test.each([['get' as const], ['complete' as const], ['reopen' as const], ['remove' as const]])(
  '%s of a task that is not there is a TaskNotFoundError',
  async (method) => {
    const { service, state } = start({ nextId: 3, tasks: [task(2)] });
    await expect(service[method](1, none)).rejects.toThrow(TaskNotFoundError);
    expect(state()).toEqual({ nextId: 3, tasks: [task(2)] });
  },
);

test('edit of a task that is not there is a TaskNotFoundError', async () => {
  const { service } = start({ nextId: 3, tasks: [task(2)] });
  await expect(service.edit(1, { title: 'x' }, none)).rejects.toThrow(TaskNotFoundError);
});

test('the errors tell their names', async () => {
  const { service } = start();
  await expect(service.get(1, none)).rejects.toMatchObject({ name: 'TaskNotFoundError' });
  await expect(service.add({ title: '' }, none)).rejects.toMatchObject({ name: 'InvalidTaskError' });
});

describe('importTasks', () => {
  test('gives new ids in order and keeps every other field', async () => {
    const { service, state } = start({ nextId: 7, tasks: [task(6)] });
    const old = task(1, { due: '2026-04-01', priority: 'low', ...done });
    expect(await service.importTasks(from(old, task(1)), none)).toBe(2);
    expect(state()).toEqual({ nextId: 9, tasks: [task(6), { ...old, id: 7 }, { ...task(1), id: 8 }] });
  });

  test('fills in what is left out', async () => {
    const { service, state, clock } = start();
    await service.importTasks(from({ title: ' a ' }, { title: 'b', status: 'done' }), none);
    const a = task(1, { title: 'a', createdAt: clock.time });
    const b = task(2, { title: 'b', createdAt: clock.time, status: 'done', doneAt: clock.time });
    expect(state().tasks).toEqual([a, b]);
  });

  test.each([
    [{}],
    [{ title: '' }],
    [{ title: 7 }],
    [{ title: 'a', status: 'later' }],
    [{ title: 'a', priority: null }],
    [{ title: 'a', due: '2026-02-30' }],
    [{ title: 'a', createdAt: 'yesterday' }],
    [{ title: 'a', status: 'open', doneAt: '2026-01-01T00:00:00.000Z' }],
    ['a'],
    [null],
    [[]],
  ])('imports nothing when the last item is %j', async (bad) => {
    const { service, state, updates } = start();
    await expect(service.importTasks(from(task(1), bad), none)).rejects.toThrow(InvalidTaskError);
    expect(updates()).toBe(0);
    expect(state().tasks).toEqual([]);
  });

  test('writes once, and closes what it reads from when an item is bad', async () => {
    const { service, updates } = start();
    await service.importTasks(from(task(1), task(2), task(3)), none);
    expect(updates()).toBe(1);

    let closed = false;
    async function* items() {
      try {
        yield {};
        yield task(1);
      } finally {
        closed = true;
      }
    }
    await expect(service.importTasks(items(), none)).rejects.toThrow(InvalidTaskError);
    expect(closed).toBe(true);
  });

  test('passes on an error of its source and changes nothing', async () => {
    const { service, updates } = start();
    const broken = new Error('line 2');
    async function* items() {
      yield task(1);
      throw broken;
    }
    await expect(service.importTasks(items(), none)).rejects.toBe(broken);
    expect(updates()).toBe(0);
  });

  test('stops between two items when the signal aborts', async () => {
    const { service, updates } = start();
    const controller = new AbortController();
    async function* endless() {
      for (let id = 1; ; id++) {
        if (id === 3) controller.abort();
        yield task(id);
      }
    }
    await expect(service.importTasks(endless(), controller.signal)).rejects.toThrow();
    expect(updates()).toBe(0);
  });
});

describe.each([
  ['add', (service: TaskService, signal: AbortSignal) => service.add({ title: 'a' }, signal)],
  ['list', (service: TaskService, signal: AbortSignal) => service.list({}, signal)],
  ['get', (service: TaskService, signal: AbortSignal) => service.get(1, signal)],
  ['edit', (service: TaskService, signal: AbortSignal) => service.edit(1, { title: 'b' }, signal)],
  ['complete', (service: TaskService, signal: AbortSignal) => service.complete(1, signal)],
  ['reopen', (service: TaskService, signal: AbortSignal) => service.reopen(1, signal)],
  ['remove', (service: TaskService, signal: AbortSignal) => service.remove(1, signal)],
  ['importTasks', (service: TaskService, signal: AbortSignal) => service.importTasks(from(), signal)],
] as const)('%s', (_, call) => {
  const clock = { now: () => new Date(0) };

  test('hands its signal to the store, which can stop waiting', { timeout: 2000 }, async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const wait = (signal: AbortSignal) =>
      new Promise<State>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        setImmediate(() => controller.abort(reason));
      });
    const store: Store = { read: wait, update: (_, signal) => wait(signal) };
    await expect(call(createTaskService({ store, clock }), controller.signal)).rejects.toBe(reason);
  });

  test('rejects when the store does', async () => {
    const reason = new Error('disk on fire');
    const fail = () => Promise.reject(reason);
    const service = createTaskService({ store: { read: fail, update: fail }, clock });
    await expect(call(service, none)).rejects.toBe(reason);
  });
});
