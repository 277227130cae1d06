import { expect, test } from 'vitest';
import { createTaskService, type State, type Store } from '../src/index.ts';

// One test to begin with. Yours are judged as well: they must pass on a correct implementation and notice wrong ones, so
// they import ../src/index.ts and look only at what the exercise's page promises.

const signal = new AbortController().signal;

/** A store that is a variable: enough for testing a service. */
function memoryStore(): Store {
  let state: State = { nextId: 1, tasks: [] };
  return {
    read: async () => state,
    update: async (change) => {
      state = change(state);
      return state;
    },
  };
}

test('a new task gets the id 1 and the time of the clock', async () => {
  const clock = { now: () => new Date('2026-03-01T12:00:00Z') };
  const service = createTaskService({ store: memoryStore(), clock });
  expect(await service.add({ title: 'Buy milk' }, signal)).toEqual({
    id: 1,
    title: 'Buy milk',
    status: 'open',
    priority: 'normal',
    due: null,
    createdAt: '2026-03-01T12:00:00.000Z',
    doneAt: null,
  });
});
