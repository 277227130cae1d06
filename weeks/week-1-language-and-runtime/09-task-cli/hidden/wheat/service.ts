import { TaskNotFoundError } from './errors.ts';
import { checkDue, checkItem, checkPriority, checkTitle, type Draft } from './rules.ts';
import type { Clock, Patch, State, Store, Task, TaskService } from './types.ts';

export function createTaskService({ store, clock }: { store: Store; clock: Clock }): TaskService {
  const now = (): string => clock.now().toISOString();

  async function changeTask(id: number, change: (task: Task) => Task, signal: AbortSignal): Promise<Task> {
    const state = await store.update((current) => {
      const task = find(current, id);
      const changed = change(task);
      return changed === task
        ? current
        : { ...current, tasks: current.tasks.map((each) => (each === task ? changed : each)) };
    }, signal);
    return find(state, id);
  }

  return {
    async add(input, signal) {
      const draft: Draft = {
        title: checkTitle(input.title),
        due: checkDue(input.due),
        priority: checkPriority(input.priority),
        status: 'open',
        createdAt: now(),
        doneAt: null,
      };
      const state = await store.update((current) => append(current, [draft], ''), signal);
      return find(state, state.nextId - 1);
    },

    async list(filter, signal) {
      const { tasks } = await store.read(signal);
      const wanted = tasks.filter((task) => filter.status === undefined || task.status === filter.status);
      return wanted.toSorted((left, right) => left.id - right.id);
    },

    async get(id, signal) {
      return find(await store.read(signal), id);
    },

    async edit(id, patch, signal) {
      const checked = checkPatch(patch);
      return changeTask(
        id,
        (task) => (Object.keys(checked).length === 0 ? task : { ...task, ...checked }),
        signal,
      );
    },

    async complete(id, signal) {
      const doneAt = now();
      return changeTask(
        id,
        (task) => (task.status === 'done' ? task : { ...task, status: 'done', doneAt }),
        signal,
      );
    },

    async reopen(id, signal) {
      return changeTask(
        id,
        (task) => (task.status === 'open' ? task : { ...task, status: 'open', doneAt: null }),
        signal,
      );
    },

    async remove(id, signal) {
      await store.update((current) => {
        const task = find(current, id);
        return { ...current, tasks: current.tasks.filter((each) => each !== task) };
      }, signal);
    },

    async importTasks(items, signal) {
      const drafts: Draft[] = [];
      for await (const item of items) {
        signal.throwIfAborted();
        drafts.push(checkItem(item));
      }
      const time = now();
      await store.update((current) => append(current, drafts, time), signal);
      return drafts.length;
    },
  };
}

function find(state: State, id: number): Task {
  const task = state.tasks.find((each) => each.id === id);
  if (task === undefined) throw new TaskNotFoundError(id);
  return task;
}

function append(state: State, drafts: readonly Draft[], time: string): State {
  const tasks = drafts.map((draft, index) => ({
    ...draft,
    id: state.nextId + index,
    createdAt: draft.createdAt ?? time,
    doneAt: draft.status === 'done' ? (draft.doneAt ?? time) : null,
  }));
  return { nextId: state.nextId + drafts.length, tasks: [...state.tasks, ...tasks] };
}

function checkPatch({ title, due, priority }: Patch): Partial<Task> {
  return {
    ...(title === undefined ? {} : { title: checkTitle(title) }),
    ...(due === undefined ? {} : { due: checkDue(due) }),
    ...(priority === undefined ? {} : { priority: checkPriority(priority) }),
  };
}
