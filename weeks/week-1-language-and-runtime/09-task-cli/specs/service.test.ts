import { expect, test } from 'vitest';
import {
  createTaskService,
  InvalidTaskError,
  type State,
  type Store,
  TaskNotFoundError,
} from '../src/index.ts';

const signal = new AbortController().signal;
const clock = { now: () => new Date('2026-03-01T12:00:00Z') };

/** A store in memory that freezes what it hands out. */
function frozenStore(): Store {
  let state: State = Object.freeze({ nextId: 1, tasks: Object.freeze([]) });
  return {
    read: async () => state,
    update: async (change) => {
      const { nextId, tasks } = change(state);
      state = Object.freeze({
        nextId,
        tasks: Object.freeze(tasks.map((task) => Object.freeze({ ...task }))),
      });
      return state;
    },
  };
}

test('times come from the clock, states are not changed in place', async () => {
  const service = createTaskService({ store: frozenStore(), clock });
  const task = await service.add({ title: 'a' }, signal);
  expect(task.createdAt).toBe('2026-03-01T12:00:00.000Z');
  await service.edit(task.id, { title: 'b' }, signal);
  expect(await service.complete(task.id, signal)).toMatchObject({
    title: 'b',
    doneAt: '2026-03-01T12:00:00.000Z',
  });
  await service.remove(task.id, signal);
  expect(await service.list({}, signal)).toEqual([]);
});

test('errors can be told apart', async () => {
  const service = createTaskService({ store: frozenStore(), clock });
  await expect(service.get(1, signal)).rejects.toThrow(TaskNotFoundError);
  await expect(service.add({ title: ' ' }, signal)).rejects.toThrow(InvalidTaskError);
});

test('the signal reaches a store that waits', async () => {
  const controller = new AbortController();
  const wait = (given: AbortSignal) =>
    new Promise<State>((_, reject) => {
      given.addEventListener('abort', () => reject(given.reason));
      setImmediate(() => controller.abort(new Error('enough')));
    });
  const service = createTaskService({ store: { read: wait, update: (_, given) => wait(given) }, clock });
  await expect(service.list({}, controller.signal)).rejects.toThrow('enough');
});
