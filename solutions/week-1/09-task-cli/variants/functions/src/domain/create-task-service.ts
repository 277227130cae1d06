import { checkDue, checkFields, checkPriority, checkTitle, withDefaults } from './check.ts';
import { TaskNotFoundError } from './errors.ts';
import type { Change, Clock, Patch, Priority, State, Status, Store, Task } from './types.ts';

export type TaskService = ReturnType<typeof createTaskService>;

export const createTaskService = ({ store, clock }: { store: Store; clock: Clock }) => {
  const stamp = () => clock.now().toISOString();
  const revise = async (id: number, revised: (task: Task) => Task, signal: AbortSignal) =>
    pick(await store.update(mapTask(id, revised), signal), id);

  return {
    add: async (
      input: { title: string; due?: string | null | undefined; priority?: Priority | undefined },
      signal: AbortSignal,
    ): Promise<Task> => {
      const { title, due, priority } = input;
      const fields = checkFields(withDefaults({ title, due, priority }, stamp()));
      const { nextId, tasks } = await store.update(adding([fields]), signal);
      return pick({ nextId, tasks }, nextId - 1);
    },

    list: async (filter: { status?: Status | undefined }, signal: AbortSignal): Promise<readonly Task[]> => {
      const { tasks } = await store.read(signal);
      return tasks
        .filter((task) => filter.status === undefined || filter.status === task.status)
        .toSorted((one, other) => one.id - other.id);
    },

    get: async (id: number, signal: AbortSignal): Promise<Task> => pick(await store.read(signal), id),

    edit: async (id: number, patch: Patch, signal: AbortSignal): Promise<Task> => {
      const title = patch.title === undefined ? undefined : checkTitle(patch.title);
      const due = patch.due === undefined ? undefined : checkDue(patch.due);
      const priority = patch.priority === undefined ? undefined : checkPriority(patch.priority);
      return revise(
        id,
        (task) => ({
          ...task,
          title: title ?? task.title,
          due: due === undefined ? task.due : due,
          priority: priority ?? task.priority,
        }),
        signal,
      );
    },

    complete: async (id: number, signal: AbortSignal): Promise<Task> => {
      const doneAt = stamp();
      return revise(id, (task) => ({ ...task, status: 'done', doneAt: task.doneAt ?? doneAt }), signal);
    },

    reopen: (id: number, signal: AbortSignal): Promise<Task> =>
      revise(id, (task) => ({ ...task, status: 'open', doneAt: null }), signal),

    remove: async (id: number, signal: AbortSignal): Promise<void> => {
      await store.update((state) => {
        const { id: gone } = pick(state, id);
        return { nextId: state.nextId, tasks: state.tasks.filter((task) => task.id !== gone) };
      }, signal);
    },

    importTasks: async (items: AsyncIterable<unknown>, signal: AbortSignal): Promise<number> => {
      const now = stamp();
      const collected: Omit<Task, 'id'>[] = [];
      for await (const item of items) {
        if (signal.aborted) throw signal.reason;
        collected.push(checkFields(withDefaults(item, now)));
      }
      await store.update(adding(collected), signal);
      return collected.length;
    },
  };
};

const adding =
  (fields: readonly Omit<Task, 'id'>[]): Change =>
  ({ nextId, tasks }) => ({
    nextId: nextId + fields.length,
    tasks: [...tasks, ...fields.map((task, offset) => ({ id: nextId + offset, ...task }))],
  });

const mapTask =
  (id: number, revised: (task: Task) => Task): Change =>
  (state) => {
    const found = pick(state, id);
    return {
      nextId: state.nextId,
      tasks: state.tasks.map((task) => (task === found ? revised(task) : task)),
    };
  };

const pick = (state: State, id: number): Task => {
  for (const task of state.tasks) if (task.id === id) return task;
  throw new TaskNotFoundError(`task ${id} not found`);
};
