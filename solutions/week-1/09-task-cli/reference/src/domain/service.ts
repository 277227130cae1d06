import {
  type Draft,
  type Priority,
  parseDraft,
  parseDue,
  parsePriority,
  parseTitle,
  type Status,
  type Task,
} from './task.ts';

export interface State {
  /** The id of the next task. It only grows, so that an id is never given twice. */
  readonly nextId: number;
  readonly tasks: readonly Task[];
}

/** What the service needs of a store. It is declared here, by its user; a store has the shape without naming it. */
export interface Store {
  read(signal: AbortSignal): Promise<State>;
  /** Replaces the state by what the pure `change` makes of it, in one step, and resolves to it. May call it again. */
  update(change: (state: State) => State, signal: AbortSignal): Promise<State>;
}

export interface Clock {
  now(): Date;
}

export interface NewTask {
  readonly title: string;
  readonly due?: string | null | undefined;
  readonly priority?: Priority | undefined;
}

/** An absent member keeps; `due: null` clears. */
export interface TaskPatch {
  readonly title?: string | undefined;
  readonly due?: string | null | undefined;
  readonly priority?: Priority | undefined;
}

export interface TaskService {
  add(input: NewTask, signal: AbortSignal): Promise<Task>;
  list(filter: { readonly status?: Status | undefined }, signal: AbortSignal): Promise<readonly Task[]>;
  get(id: number, signal: AbortSignal): Promise<Task>;
  edit(id: number, patch: TaskPatch, signal: AbortSignal): Promise<Task>;
  complete(id: number, signal: AbortSignal): Promise<Task>;
  reopen(id: number, signal: AbortSignal): Promise<Task>;
  remove(id: number, signal: AbortSignal): Promise<void>;
  /** Adds all of them or, when one is bad, none. Resolves to how many there were. */
  importTasks(items: AsyncIterable<unknown>, signal: AbortSignal): Promise<number>;
}

export class TaskNotFoundError extends Error {
  override readonly name = 'TaskNotFoundError';
  readonly id: number;

  constructor(id: number) {
    super(`there is no task ${id}`);
    this.id = id;
  }
}

export function createTaskService({ store, clock }: { store: Store; clock: Clock }): TaskService {
  const now = () => clock.now().toISOString();

  async function change(id: number, edit: (task: Task) => Task, signal: AbortSignal): Promise<Task> {
    const state = await store.update((before) => replaceTask(before, id, edit), signal);
    return findTask(state, id);
  }

  return {
    async add({ title, due, priority }, signal) {
      const draft = parseDraft({ title, due, priority }, now());
      const state = await store.update((before) => append(before, [draft]), signal);
      return findTask(state, state.nextId - 1);
    },

    async list({ status }, signal) {
      const { tasks } = await store.read(signal);
      return tasks
        .filter((task) => status === undefined || task.status === status)
        .sort((a, b) => a.id - b.id);
    },

    async get(id, signal) {
      return findTask(await store.read(signal), id);
    },

    async edit(id, patch, signal) {
      const changes = parsePatch(patch);
      return await change(id, (task) => ({ ...task, ...changes }), signal);
    },

    async complete(id, signal) {
      const doneAt = now();
      return await change(
        id,
        (task) => (task.status === 'done' ? task : { ...task, status: 'done', doneAt }),
        signal,
      );
    },

    async reopen(id, signal) {
      return await change(
        id,
        (task) => (task.status === 'open' ? task : { ...task, status: 'open', doneAt: null }),
        signal,
      );
    },

    async remove(id, signal) {
      await store.update((before) => removeTask(before, id), signal);
    },

    async importTasks(items, signal) {
      const importedAt = now();
      const drafts: Draft[] = [];
      for await (const item of items) {
        signal.throwIfAborted();
        drafts.push(parseDraft(item, importedAt));
      }
      await store.update((before) => append(before, drafts), signal);
      return drafts.length;
    },
  };
}

function parsePatch({ title, due, priority }: TaskPatch): Partial<Draft> {
  return {
    ...(title === undefined ? {} : { title: parseTitle(title) }),
    ...(due === undefined ? {} : { due: parseDue(due) }),
    ...(priority === undefined ? {} : { priority: parsePriority(priority) }),
  };
}

function append({ nextId, tasks }: State, drafts: readonly Draft[]): State {
  const added = drafts.map((draft, index) => ({ id: nextId + index, ...draft }));
  return { nextId: nextId + drafts.length, tasks: tasks.concat(added) };
}

/** The state with one task edited; the very same state when the edit returns the very same task. */
function replaceTask(state: State, id: number, edit: (task: Task) => Task): State {
  const before = findTask(state, id);
  const after = edit(before);
  return after === before
    ? state
    : { ...state, tasks: state.tasks.map((task) => (task === before ? after : task)) };
}

function removeTask(state: State, id: number): State {
  const gone = findTask(state, id);
  return { ...state, tasks: state.tasks.filter((task) => task !== gone) };
}

function findTask({ tasks }: State, id: number): Task {
  const task = tasks.find((candidate) => candidate.id === id);
  if (task === undefined) throw new TaskNotFoundError(id);
  return task;
}
