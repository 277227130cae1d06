export interface Task {
  id: number;
  title: string;
  status: 'open' | 'done';
  priority: 'low' | 'normal' | 'high';
  due: string | null;
  createdAt: string;
  doneAt: string | null;
}

export interface State {
  nextId: number;
  tasks: readonly Task[];
}

export interface Store {
  read(signal: AbortSignal): Promise<State>;
  update(change: (state: State) => State, signal: AbortSignal): Promise<State>;
}

export interface Clock {
  now(): Date;
}

export class TaskNotFoundError extends Error {
  override get name() {
    return 'TaskNotFoundError';
  }
}

export class InvalidTaskError extends Error {
  override get name() {
    return 'InvalidTaskError';
  }
}

type Input = {
  title?: string | undefined;
  due?: string | null | undefined;
  priority?: Task['priority'] | undefined;
};

export function createTaskService({ store, clock }: { store: Store; clock: Clock }) {
  return {
    async add(input: Input, signal: AbortSignal) {
      const { title, due, priority } = input;
      const fresh = normalise({ title, due, priority }, clock.now());
      const state = await store.update((old) => extended(old, [fresh]), signal);
      return byId(state, state.nextId - 1);
    },

    async list({ status }: { status?: Task['status'] | undefined }, signal: AbortSignal) {
      const { tasks } = await store.read(signal);
      const chosen = status === undefined ? [...tasks] : tasks.filter((task) => task.status === status);
      return chosen.sort((a, b) => a.id - b.id);
    },

    async get(id: number, signal: AbortSignal) {
      return byId(await store.read(signal), id);
    },

    async edit(id: number, patch: Input, signal: AbortSignal) {
      const given = Object.entries(patch).filter(([, value]) => value !== undefined);
      const wanted = given.filter(([key]) => key === 'title' || key === 'due' || key === 'priority');
      // Checked before the store is called, on any task: the rules of these three do not depend on the others.
      const sample = { title: '-', ...Object.fromEntries(wanted) };
      const checked = normalise(sample, new Date(0));
      const changes = wanted.map(([key]) => [key, checked[key as 'title' | 'due' | 'priority']]);
      return await swap(id, (task) => ({ ...task, ...Object.fromEntries(changes) }), signal);
    },

    async complete(id: number, signal: AbortSignal) {
      const doneAt = clock.now().toISOString();
      return await swap(
        id,
        (task) => (task.doneAt === null ? { ...task, status: 'done', doneAt } : task),
        signal,
      );
    },

    async reopen(id: number, signal: AbortSignal) {
      return await swap(id, (task) => ({ ...task, status: 'open', doneAt: null }), signal);
    },

    async remove(id: number, signal: AbortSignal) {
      await store.update((old) => {
        byId(old, id);
        return { nextId: old.nextId, tasks: old.tasks.filter((task) => task.id !== id) };
      }, signal);
    },

    async importTasks(items: AsyncIterable<unknown>, signal: AbortSignal) {
      const now = clock.now();
      const fresh: Omit<Task, 'id'>[] = [];
      for await (const item of items) {
        signal.throwIfAborted();
        fresh.push(normalise(item, now));
      }
      await store.update((old) => extended(old, fresh), signal);
      return fresh.length;
    },
  };

  async function swap(id: number, by: (task: Task) => Task, signal: AbortSignal): Promise<Task> {
    const state = await store.update((old) => {
      byId(old, id);
      return { nextId: old.nextId, tasks: old.tasks.map((task) => (task.id === id ? by(task) : task)) };
    }, signal);
    return byId(state, id);
  }
}

export type TaskService = ReturnType<typeof createTaskService>;

/** A task from outside, with defaults for what is missing. With `now` null nothing may be missing. */
export function normalise(value: unknown, now: Date | null): Omit<Task, 'id'> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidTaskError('not a task');
  const source = Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
  const stamp = now?.toISOString();
  const late = stamp !== undefined && source.status === 'done' ? stamp : null;
  const full =
    stamp === undefined
      ? source
      : { status: 'open', priority: 'normal', due: null, createdAt: stamp, doneAt: late, ...source };
  const { status, priority, due, createdAt, doneAt } = full;
  const title = typeof full.title === 'string' ? full.title.trim() : '';
  const size = title.length - (title.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
  need(size >= 1 && size <= 200, 'bad title (1 to 200 characters)');
  need(status === 'open' || status === 'done', 'bad status');
  need(
    priority === 'low' || priority === 'normal' || priority === 'high',
    'bad priority (low, normal, high)',
  );
  need(due === null || isDate(due), 'bad date (YYYY-MM-DD)');
  need(isTime(createdAt), 'bad createdAt');
  need(status === 'done' ? isTime(doneAt) : doneAt === null, 'bad doneAt');
  return { title, status, priority, due, createdAt, doneAt };
}

function need(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new InvalidTaskError(otherwise);
}

function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value) || value.startsWith('0000'))
    return false;
  const [year = 0, month = 0, day = 0] = value.split('-').map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isTime(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    isDate(value.slice(0, 10)) &&
    /^T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/.test(value.slice(10))
  );
}

function extended({ nextId, tasks }: State, fresh: readonly Omit<Task, 'id'>[]): State {
  const added = fresh.map((task, index) => Object.assign({ id: nextId + index }, task));
  return { nextId: nextId + added.length, tasks: [...tasks, ...added] };
}

function byId(state: State, id: number): Task {
  const task = state.tasks.find((candidate) => candidate.id === id);
  if (task) return task;
  throw new TaskNotFoundError(`${id}: no such task`);
}
